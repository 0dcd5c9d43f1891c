import { readdir, readFile } from 'node:fs/promises'
import { AUTO_IMPORTS } from '../src/autoImports'
import { OPTION_GROUPS } from './reference/optionPages'

const GUIDE_SCRIPT = /^<script setup>[^]*?<\/script>\s*/

/** One line for a guide: title, address and first sentence. */
async function guideLine(guides: URL, name: string): Promise<string> {
  const text = (await readFile(new URL(name, guides), 'utf8')).replace(GUIDE_SCRIPT, '')
  const [heading = '', ...paragraphs] = text.split('\n\n')
  const first = paragraphs.find(paragraph => /^(?:[A-Z]|`|\[)/.test(paragraph) && !paragraph.startsWith('```'))?.replace(/\s+/g, ' ')
  const description = first?.match(/^.*?\.(?= |$)/)?.[0] ?? first?.replace(/:$/, '.')
  return `- [${heading.replace(/^# /, '').trim()}](/guide/${name.replace(/\.md$/, '')})${description ? `: ${description}` : ''}`
}

/** All pages in one text, for programs that read documentation. */
export async function llmsText(docs: URL): Promise<string> {
  const guides = new URL('guide/', docs)
  const files = (await readdir(guides)).filter(name => name.endsWith('.md')).sort()
  const lines = await Promise.all(files.map(name => guideLine(guides, name)))
  return [
    '# vue-nitrolite',
    '> Closes Nitrolite (ERC-7824) application sessions exactly once, from Vue, Nuxt, React, Angular, plain pages and Node.',
    'Never send a closing again by other means because of an error: while its state is `confirming`, a second closing could be paid as well.',
    ['## Guides', '', ...lines].join('\n'),
    [
      '## Reference', '',
      '- [<SessionCloser>](/reference/components/session-closer): props, events, slots, CSS variables, data attributes and labels',
      '- [<SessionCoSigner>](/reference/components/session-co-signer): the same for the component that reviews and signs a proposal',
      '- [<WalletButton>](/reference/components/wallet-button): the same for the button that connects a wallet',
      '- [<session-closer>](/reference/components/custom-element): the custom element for pages without Vue',
      ...AUTO_IMPORTS.composables.map(name => `- [${name}](/reference/composables/${name}): parameters, options, what it returns, and an example`),
      ...OPTION_GROUPS.map(({ name, title }) => `- [Options: ${title}](/reference/options/${name})`),
      '- [Errors](/errors): every code, why it happens and what to do',
    ].join('\n'),
  ].join('\n\n') + '\n'
}
