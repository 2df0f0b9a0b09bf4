# The native build as a plain web server with its own timers, for Container Apps or anywhere else. No shell, no root. For the
# architecture of the machine that builds it: x64 or arm64.
#
#   docker build -t bulletin .
#   docker run -p 8080:8080 -e BulletinStorage=... -e Bulletin__PublicUrl=https://news.example.org bulletin
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends clang zlib1g-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish src/Bulletin.Host -c Release --use-current-runtime -o /app

# Has what native code is linked to (SQLite and libvips beside it too), OpenSSL and certificates; neither ICU nor time zones, which the
# program brings itself.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app/Bulletin.Host /app/libe_sqlite3.so /app/libvips.so.42 ./
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=6s CMD ["/app/Bulletin.Host", "health"]
ENTRYPOINT ["/app/Bulletin.Host"]
