import type { ErrorText } from '../src/core/errors/errorText'
import { ERROR_AREAS, ERROR_TABLE, type ErrorArea, type NitroliteErrorCode } from '../src/core/errors/table'

const HEADINGS: Readonly<Record<ErrorArea, string>> = {
  setup: 'Setting up the app',
  library: 'The page and the library',
  connection: 'Connection to the node',
  wallet: 'Wallet',
  login: 'Login and session key',
  session: 'Session',
  amounts: 'Amounts and allocations',
  closing: 'Closing',
  cosigning: 'Signing together',
  store: 'Storage',
  rooms: 'Rooms on a server',
  node: 'Errors of the node',
}

const INTRODUCTION = `# Errors

<!-- Written by \`npm run docs\` from src/core/errors/texts; change the texts there. -->

Everything that vue-nitrolite throws or reports is a \`NitroliteError\`. Its \`code\` is permanent: a code is never renamed and
never given another meaning, so an app can decide by it. Its \`info\` has three texts for the person who uses the app: \`what\`
happened, \`why\` it happened, and what to do (\`fix\`). \`docs\` is the address of the section below.

Names in braces, such as \`{sessionId}\`, stand for values of the error. They are in \`info.data\`, for apps that write their own
texts. A text leaves out what is not known.

Never send a closing again by other means because of an error. While it is not certain what happened to a closing, its state
is \`confirming\`, not \`failed\`, and a second closing could be paid as well.`

/** A text that consists of nothing but a message from elsewhere. */
const IS_MESSAGE = /^\{\w+\}\.$/

/** A part of a text that needs values, up to the replacement that is shown without them. */
const PARTS = /\[([^|\]]*)[^\]]*\]/g

/** A text that is another sentence for errors with a total. Both sentences are shown, because they give different advice. */
const VERSIONS = /^\[([^|\]]*\{(total)\}[^|\]]*)\|([^\]]*)\]\.$/

/** A number with its forms, up to the one for most numbers. */
const FORMS = /\{(\w+)=[^}]*other: ([^};]*)\}/g

/** A moment, which the app shows as a day and a time. */
const MOMENTS = /\{(\w+)=moment\}/g

/** Shows all parts that need values, and placeholders as code. */
function asMarkdown(text: string): string {
  const full = text.replace(VERSIONS, '$3. With {$2}: $1.').replace(PARTS, '$1').replace(FORMS, (_, name: string, form: string) => form.replace('#', `{${name}}`)).replace(MOMENTS, '{$1}')
  return `${IS_MESSAGE.test(full) ? 'It depends on the case: ' : ''}${full}`.replace(/\{\w+\}/g, '`$&`')
}

function section(code: NitroliteErrorCode, { what, why, fix }: ErrorText): string {
  return [`<a id="${code.toLowerCase()}"></a>`, `### \`${code}\``, sentences({ what, why, fix })].join('\n\n')
}

const sentences = ({ what, why, fix }: Pick<ErrorText, 'what' | 'why' | 'fix'>): string => [
  `**What happened:** ${asMarkdown(what)}`,
  `**Why:** ${asMarkdown(why)}`,
  `**What to do:** ${asMarkdown(fix)}`,
].join('\n\n')

/** What the documentation site shows on the page of each error code. */
export function errorPages(): { readonly code: NitroliteErrorCode, readonly content: string }[] {
  return (Object.keys(ERROR_TABLE) as NitroliteErrorCode[]).map(code => ({ code, content: sentences(ERROR_TABLE[code]) }))
}

const codesOf = (area: ErrorArea): NitroliteErrorCode[] => Object.keys(ERROR_AREAS[area]) as NitroliteErrorCode[]

/** The page about all errors as Markdown, by area. Each code has an anchor, which `NitroliteError.docs` points to. */
export function errorPage(): string {
  const areas = Object.keys(ERROR_AREAS) as ErrorArea[]
  const contents = areas.map(area =>
    `- ${HEADINGS[area]}: ${codesOf(area).map(code => `[\`${code}\`](#${code.toLowerCase()})`).join(', ')}`)
  const chapters = areas.map(area =>
    [`## ${HEADINGS[area]}`, ...codesOf(area).map(code => section(code, ERROR_TABLE[code]))].join('\n\n'))
  return `${[INTRODUCTION, contents.join('\n'), ...chapters].join('\n\n')}\n`
}
