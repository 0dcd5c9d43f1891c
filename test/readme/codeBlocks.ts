/** A fenced block of the README or of a guide. */
export interface CodeBlock {
  readonly language: string
  readonly code: string
  /** Line of the opening fence, counted from 1. */
  readonly line: number
  /** Declarations from the comment `<!-- given: … -->` above the block, for names that the text introduces. */
  readonly given: string
  /** Name of the page; empty for the README. */
  readonly page: string
}

const FENCE = /^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm
const GIVEN = /<!-- given:\s*((?:(?!-->)[\s\S])*?)\s*-->\s*$/

/** All fenced blocks in their order. */
export function codeBlocks(markdown: string, page = ''): CodeBlock[] {
  return [...markdown.matchAll(FENCE)].map((match) => {
    const before = markdown.slice(0, match.index)
    return {
      language: match[1] ?? '',
      code: match[2] ?? '',
      line: before.split('\n').length,
      given: GIVEN.exec(before)?.[1] ?? '',
      page,
    }
  })
}
