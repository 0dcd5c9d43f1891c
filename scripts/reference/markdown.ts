/** One line of a table about props, options or members. */
export interface Row {
  readonly name: string
  readonly type: string
  readonly text: string
  readonly fallback?: string | undefined
  readonly isRequired?: boolean
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const escapeBars = (text: string): string => text.replaceAll('|', '\\|')

/** Makes a text fit into a cell; paragraphs and the items of a list stay apart. */
const inCell = (text: string): string =>
  escapeBars(oneLine(text.replace(/^- /, '• ').replace(/\n+- /g, ' <br>• ').replace(/\n\s*\n/g, ' <br>')))

/** Links the error codes of a text to the list of errors. */
export const withErrorLinks = (text: string): string =>
  text.replace(/`([A-Z]+(?:_[A-Z]+)+)`/g, (code, name: string) => `[${code}](../../errors.md#${name.toLowerCase()})`)

const code = (text: string): string => `\`${escapeBars(oneLine(text))}\``

/** A Markdown table, with a column for defaults if any row has one; empty without rows. */
export function table(rows: readonly Row[], heading = 'Name'): string {
  if (rows.length === 0) return ''
  const hasFallbacks = rows.some(({ fallback }) => fallback !== undefined)
  const lines = rows.map(({ name, type, text, fallback }) => {
    const cells = [code(name), code(type), withErrorLinks(inCell(text)), ...(hasFallbacks ? [withErrorLinks(inCell(fallback ?? ''))] : [])]
    return `| ${cells.join(' | ')} |`
  })
  const head = hasFallbacks
    ? [`| ${heading} | Type | Meaning | Default |`, '|---|---|---|---|']
    : [`| ${heading} | Type | Meaning |`, '|---|---|---|']
  return [...head, ...lines].join('\n')
}

/** A chapter; empty if its body is empty. */
export const chapter = (heading: string, ...body: readonly string[]): string => {
  const parts = body.filter(part => part !== '')
  return parts.length === 0 ? '' : [`## ${heading}`, ...parts].join('\n\n')
}

/** A generated page. */
export function page(title: string, source: string, ...parts: readonly string[]): string {
  const note = `<!-- Written by \`npm run docs\` from ${source}; change the comments there. -->`
  return `${[`# ${title}`, note, ...parts].filter(part => part !== '').join('\n\n')}\n`
}
