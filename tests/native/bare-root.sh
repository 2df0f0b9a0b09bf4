#!/usr/bin/env bash
# bare-root.sh <function app> <root>: makes a folder in which the native executable is alone with the libraries beside it (SQLite, libvips), those that
# they are linked to, and those of OpenSSL, which it loads for hashes and TLS. What a minimal container has; no ICU, no tzdata, no shell.
set -euo pipefail

app=$1
root=$2
mkdir -p "$root/app" "$root/tmp" "$root/etc" "$root/dev"
mknod -m 666 "$root/dev/urandom" c 1 9
mknod -m 666 "$root/dev/null" c 1 3
cp "$app/Bulletin.Host" "$app"/*.so* "$root/app/"
for file in "$app/Bulletin.Host" "$app"/*.so*; do ldd "$file"; done | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done
for library in libssl.so.3 libcrypto.so.3; do
  file=$(/sbin/ldconfig -p | awk -v name="$library" '$1 == name { found = $NF } END { print found }')
  mkdir -p "$root$(dirname "$file")"
  cp -L "$file" "$root$file"
done
echo '127.0.0.1 localhost' > "$root/etc/hosts"
