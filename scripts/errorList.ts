import { ERROR_TEXTS } from '../src/core/errors/table'

const START = '<!-- errors: written by `npm run docs` -->'
const END = '<!-- /errors -->'

/** Text between the two characters of a placeholder is shown as code; a bar would end the cell. */
const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\{\w+\}/g, '`$&`')

/** The table of every error as Markdown. Each code is an anchor, which `NitroliteError.docs` points to. */
export function errorList(): string {
  const rows = Object.entries(ERROR_TEXTS).map(([code, [what, why, fix]]) =>
    `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${cell(what)} | ${cell(why)} | ${cell(fix)} |`)
  return ['| Code | What happened | Why | What to do |', '|---|---|---|---|', ...rows].join('\n')
}

/** The README with its list of errors written anew between the markers. */
export function withErrorList(readme: string): string {
  const [before, rest, ...more] = readme.split(START)
  const end = rest?.indexOf(END) ?? -1
  if (before === undefined || rest === undefined || more.length > 0 || end < 0) {
    throw new Error(`README.md needs the markers ${START} and ${END} once each`)
  }
  return `${before}${START}\n${errorList()}\n${rest.slice(end)}`
}
