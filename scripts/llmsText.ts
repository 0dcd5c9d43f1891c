import { readdir, readFile } from 'node:fs/promises'

/** One line for each guide, for programs that read documentation: title, address and first sentence. */
export async function llmsText(guides: URL): Promise<string> {
  const files = (await readdir(guides)).filter(name => name.endsWith('.md')).sort()
  const lines = await Promise.all(files.map(async (name) => {
    const [heading = '', ...paragraphs] = (await readFile(new URL(name, guides), 'utf8')).split('\n\n')
    const first = paragraphs.find(text => /^[A-Z]/.test(text))?.replace(/\s+/g, ' ').match(/^.*?[.:](?= |$)/)?.[0]
    return `- [${heading.replace(/^# /, '').trim()}](/guide/${name.replace(/\.md$/, '')})${first ? `: ${first}` : ''}`
  }))
  return [
    '# vue-nitrolite',
    '> Closes Nitrolite (ERC-7824) application sessions exactly once, from Vue, Nuxt, React, Angular, plain pages and Node.',
    'Never send a closing again by other means because of an error: while its state is `confirming`, a second closing could be paid as well.',
    ['## Guides', '', ...lines].join('\n'),
    ['## Reference', '', '- [Components](/reference/components): props, events and slots', '- [Errors](/errors): every code, why it happens and what to do'].join('\n'),
  ].join('\n\n') + '\n'
}
