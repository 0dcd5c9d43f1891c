const waiting: (() => void)[] = []

/** Stands for what a page reads before it is rendered. Ends when two requests wait for it, so that they overlap for certain. */
export const loadTitle = (): Promise<void> => new Promise((resolve) => {
  waiting.push(resolve)
  if (waiting.length === 2) for (const resume of waiting.splice(0)) resume()
})
