import { link, mkdir, open, readFile, readdir, rename, rmdir, stat, unlink, utimes } from 'node:fs/promises'

/** A file or folder that is open. */
export interface OpenFolder {
  /** Resolves when the device holds what was written; of a folder, which names it contains. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface OpenFile extends OpenFolder {
  /** Appends all of `text` as UTF-8. */
  write(text: string): Promise<void>
}

/**
 * What the journal asks of a file system. Everything rejects with an error whose `code` is the POSIX name
 * (`ENOENT`, `EEXIST`, …). `link` and `rename` are atomic.
 */
export interface JournalFiles {
  /** For the owner alone (0700). Rejects with `EEXIST`, or `ENOENT` when the folder around it is missing. */
  makeFolder(path: string): Promise<void>
  /** Names in a folder. */
  entries(path: string): Promise<readonly string[]>
  /** A new empty file for the owner alone (0600). Rejects with `EEXIST`. */
  create(path: string): Promise<OpenFile>
  /** Opens a folder, to sync it. */
  openFolder(path: string): Promise<OpenFolder>
  read(path: string): Promise<string>
  /** A second name for a file. Rejects with `EEXIST`. */
  link(from: string, to: string): Promise<void>
  /** Replaces a file; replaces a folder only if that is empty. */
  rename(from: string, to: string): Promise<void>
  removeFile(path: string): Promise<void>
  removeFolder(path: string): Promise<void>
  /** Marks a file or folder as just changed. */
  touch(path: string): Promise<void>
  /** When it changed last: text to compare with an earlier one, not to read. */
  changed(path: string): Promise<string>
}

/** Whether an error has one of these POSIX codes. */
export const hasCode = (thrown: unknown, ...codes: string[]): boolean =>
  thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code))

/** The file system of this machine. */
export const nodeFiles: JournalFiles = {
  async makeFolder(path) {
    await mkdir(path, { mode: 0o700 })
  },
  entries: path => readdir(path),
  async create(path) {
    const handle = await open(path, 'wx', 0o600)
    return {
      write: text => handle.writeFile(text, 'utf8'),
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  async openFolder(path) {
    const handle = await open(path, 'r')
    return {
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  read: path => readFile(path, 'utf8'),
  link,
  rename,
  removeFile: unlink,
  removeFolder: path => rmdir(path),
  touch: path => utimes(path, new Date(), new Date()),
  async changed(path) {
    const { mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return `${mtimeNs}/${ctimeNs}`
  },
}

/** Makes durable which names a folder contains. */
export async function syncFolder(files: JournalFiles, path: string): Promise<void> {
  const folder = await files.openFolder(path)
  try {
    await folder.sync()
  }
  finally {
    await folder.close()
  }
}
