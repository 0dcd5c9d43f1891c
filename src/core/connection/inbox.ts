/** A Blob, as far as it is used. Browsers deliver binary messages as Blobs unless they are told otherwise. */
interface BlobLike {
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Recognised by its tag, because a Blob of another realm has a class of its own. */
const isBlob = (data: unknown): data is BlobLike => /^\[object (Blob|File)\]$/.test(Object.prototype.toString.call(data))

/**
 * Hands on the data of messages in the order of their arrival. A Blob can only be read later; then the messages behind it wait.
 * @param limit a Blob with more bytes is handed on unread
 * @param deliver gets texts and bytes. It must not throw
 */
export function createInbox(limit: number, deliver: (data: unknown) => void): (data: unknown) => void {
  let last: Promise<void> | null = null
  return (data) => {
    const mustRead = isBlob(data) && data.size <= limit
    if (!last && !mustRead) return deliver(data)
    const bytes = mustRead ? data.arrayBuffer().catch(() => data) : data
    const delivery = (last ?? Promise.resolve()).then(async () => { deliver(await bytes) })
    last = delivery
    void delivery.then(() => { if (last === delivery) last = null })
  }
}
