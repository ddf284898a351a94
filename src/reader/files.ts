import { existsSync, readdirSync, realpathSync, statSync, type Stats } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../base/errors.ts";

/** A file to be read. */
export interface InputFile {
  /** Path as the user gave it (or found below a folder that the user gave), with `/`. */
  path: string;
  /** In bytes. */
  size: number;
}

/** A file or folder that was looked at and set aside. */
export interface IgnoredFile {
  path: string;
  /** Why, in words for the user. */
  reason: string;
}

export interface FoundFiles {
  files: InputFile[];
  ignored: IgnoredFile[];
}

/**
 * Turns what the user named into files: files as they are, folders with all below them (sorted, hidden names left out), patterns that the
 * shell left unexpanded. The order is the order given; a file reached twice counts once. Folders that agenther wrote are set aside.
 *
 * @throws UsageError `input_not_found` when a path does not exist or a pattern matches nothing, `no_inputs` when no file is left
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  if (paths.length === 0) throw new UsageError("no_inputs", "No input was named. Give at least one file, folder or pattern.");
  const search = new Search();
  for (const path of paths) await search.add(path);
  if (search.files.length === 0) throw nothingFound(paths, search.ignored);
  return { files: search.files, ignored: search.ignored };
}

class Search {
  readonly files: InputFile[] = [];
  readonly ignored: IgnoredFile[] = [];
  private readonly seen = new Set<string>();

  async add(path: string): Promise<void> {
    if (existsSync(path)) {
      this.addExisting(path, realpathSync.native(path), statSync(path));
      return;
    }
    const matches = await expand(path);
    if (matches.length === 0) {
      const what = hasWildcard(path) ? `Nothing matches the pattern ${path}` : `There is no file or folder ${path}`;
      throw new UsageError("input_not_found", `${what}. Check the spelling and the folder you are in.`);
    }
    for (const match of matches) this.addExisting(match, realpathSync.native(match), statSync(match));
  }

  // Folders hold thousands of small files: asked without a wait for each, the file system answers in a fifth of the time.
  private addExisting(path: string, real: string, found: Stats): void {
    // By its real path, so that neither a link nor a second spelling counts a file twice, and a link to a parent ends.
    if (this.seen.has(real)) return;
    this.seen.add(real);
    if (found.isDirectory()) this.addFolder(path, real);
    else if (found.isFile()) this.files.push({ path: withSlashes(path), size: found.size });
    else this.ignored.push({ path: withSlashes(path), reason: "not a regular file" });
  }

  private addFolder(folder: string, real: string): void {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = new Set(entries.map(({ name }) => name));
    if (names.has("journal.jsonl") && names.has("run.json")) {
      this.ignored.push({ path: withSlashes(folder), reason: "a folder written by agenther itself" });
      return;
    }
    for (const entry of entries.toSorted((a, b) => byCodeUnits(a.name, b.name))) {
      if (entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      const found = statIfThere(path);
      if (found === undefined) this.ignored.push({ path: withSlashes(path), reason: "a link that leads nowhere" });
      // Only a link leads elsewhere than into its folder.
      else this.addExisting(path, entry.isFile() || entry.isDirectory() ? join(real, entry.name) : realpathSync.native(path), found);
    }
  }
}

function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

async function expand(pattern: string): Promise<string[]> {
  if (!hasWildcard(pattern)) return [];
  const matches: string[] = [];
  for await (const match of glob(withSlashes(pattern))) {
    if (!withSlashes(match).split("/").some(isHidden)) matches.push(match);
  }
  return matches.toSorted(byCodeUnits);
}

function hasWildcard(path: string): boolean {
  return /[*?[{]/.test(path);
}

function isHidden(name: string): boolean {
  return name.startsWith(".") && name !== "." && name !== "..";
}

/** The same order on every machine, whatever its language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function withSlashes(path: string): string {
  // Elsewhere a backslash is part of a name.
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

function nothingFound(paths: readonly string[], ignored: readonly IgnoredFile[]): UsageError {
  const first = ignored[0];
  const aside = first === undefined ? "" : ` Set aside: ${first.path} (${first.reason}).`;
  return new UsageError("no_inputs", `There is no file to read in ${paths.join(", ")}.${aside} Name a file or folder with trajectories.`);
}
