import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const host = `${repository}src/Bulletin.Host/bin/Debug/net10.0/Bulletin.Host.dll`;

// The account and the key that every Azure Storage emulator has: public, no secret.
const emulator = "AccountName=devstoreaccount1;"
  + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const startLimit = 60_000;

// What was started ends with this process, also when that is told to end.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => process.exit(1));
}

/** A program that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** The emulator of Azure Storage on free ports, with its data in memory. */
export interface Storage extends Running {
  connectionString: string;
}

/** A service, with the sample content, on a free port. */
export interface Service extends Running {
  baseUrl: string;
}

export async function startStorage(): Promise<Storage> {
  const entry = createRequire(repository).resolve("azurite/dist/src/azurite.js");
  const { found: services, stop } = await start(
    "node",
    [
      `${repository}src/Bulletin.LocalRun/Emulator/run-azurite.cjs`, entry,
      "--blobHost", "127.0.0.1", "--blobPort", "0", "--queueHost", "127.0.0.1", "--queuePort", "0",
      "--tableHost", "127.0.0.1", "--tablePort", "0",
      "--inMemoryPersistence", "--disableTelemetry", "--silent", "--skipApiVersionCheck",
    ],
    {},
    /(Blob service is successfully listening[\s\S]*Table service is successfully listening at http:\/\/127\.0\.0\.1:\d+)\s/,
    // It has nothing to save, and at a milder signal it would wait for its clients to hang up.
    "SIGKILL",
  );
  const endpoint = (service: string) => {
    const address = new RegExp(`${service} service is successfully listening at (\\S+)`).exec(services)?.[1];
    return `${service}Endpoint=${address}/devstoreaccount1;`;
  };
  return { connectionString: `DefaultEndpointsProtocol=http;${emulator};${endpoint("Blob")}${endpoint("Table")}`, stop };
}

/** @param site The partition of the service: a storage has room for several. */
export async function startService(storage: Storage, site: string): Promise<Service> {
  if (!existsSync(host)) {
    throw new Error(`${host} is missing: dotnet build src/Bulletin.Host`);
  }

  const settings = { ASPNETCORE_ENVIRONMENT: "Development", BulletinStorage: storage.connectionString, Bulletin__Site: site };
  const { found: baseUrl, stop } = await start(
    "dotnet", [host, "--urls", "http://127.0.0.1:0"], settings, /^Bulletin is at +(http:\S+)$/m);
  return { baseUrl, stop };
}

// Runs a program until its output has what the pattern looks for.
async function start(
  program: string, options: string[], settings: Record<string, string>, pattern: RegExp, endedBy: NodeJS.Signals = "SIGTERM",
): Promise<Running & { found: string }> {
  const process = spawn(program, options, { env: { ...globalThis.process.env, ...settings }, stdio: ["pipe", "pipe", "pipe"] });
  const stop = () => stopProcess(process, endedBy);
  globalThis.process.once("exit", () => process.kill("SIGKILL"));
  let output = "";
  try {
    const found = await new Promise<string>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${program} ${options[0]} ${why}:\n${output}`));
      const limit = setTimeout(() => fail("did not start in time"), startLimit);
      process.once("error", reject).once("exit", (code) => fail(`ended with code ${code}`));
      for (const stream of [process.stdout, process.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          output += text;
          const match = pattern.exec(output)?.[1];
          if (match !== undefined) {
            clearTimeout(limit);
            resolve(match);
          }
        });
      }
    });
    return { found, stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

async function stopProcess(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (process.pid !== undefined && process.exitCode === null && process.signalCode === null) {
    const ended = new Promise((resolve) => process.once("exit", resolve));
    process.kill(signal);
    await ended;
  }
}
