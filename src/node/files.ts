import { link, mkdir, open, readFile, readdir, rename, rmdir, stat, unlink, utimes } from 'node:fs/promises'

/** An open file or folder. */
export interface OpenFolder {
  /** Resolves when the disk holds what was written; for a folder, the names that it contains. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface OpenFile extends OpenFolder {
  /** Appends all of `text` as UTF-8. */
  write(text: string): Promise<void>
}

/**
 * The part of a file system that the journal uses. Every method rejects with an error whose `code` is the POSIX name
 * (`ENOENT`, `EEXIST`, …). `link` and `rename` are atomic.
 */
export interface JournalFiles {
  /** Accessible only to its owner (0700). Rejects with `EEXIST`, or with `ENOENT` if the parent folder is missing. */
  makeFolder(path: string): Promise<void>
  /** The names in a folder. */
  entries(path: string): Promise<readonly string[]>
  /** A new empty file, accessible only to its owner (0600). Rejects with `EEXIST`. */
  create(path: string): Promise<OpenFile>
  /** Opens a folder in order to sync it. */
  openFolder(path: string): Promise<OpenFolder>
  read(path: string): Promise<string>
  /** Gives a file a second name. Rejects with `EEXIST`. */
  link(from: string, to: string): Promise<void>
  /** Replaces a file that is there; replaces a folder only if it is empty. */
  rename(from: string, to: string): Promise<void>
  removeFile(path: string): Promise<void>
  removeFolder(path: string): Promise<void>
  /** Marks a file or folder as just changed. */
  touch(path: string): Promise<void>
  /** A text that differs after each change of the file or folder; only for comparing. */
  changed(path: string): Promise<string>
}

/** Whether an error has one of these POSIX codes. */
export const hasCode = (thrown: unknown, ...codes: string[]): boolean =>
  // Not by class: if tests run in a context of their own, errors of Node.js are of another realm.
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && codes.includes(String(thrown.code))

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

/** Makes the names in a folder durable. */
export async function syncFolder(files: JournalFiles, path: string): Promise<void> {
  const folder = await files.openFolder(path)
  try {
    await folder.sync()
  }
  finally {
    await folder.close()
  }
}
