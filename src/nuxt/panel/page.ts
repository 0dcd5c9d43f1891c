/**
 * The script of the panel, which asks the clients of this app again and again what they show. It must not import anything at
 * run time: the development server serves this file alone.
 */
import type { Entry, InspectorNode, PanelAnswer, PanelQuestion, Sections } from '../../devtools/panel'

/** How often the panel asks, in milliseconds. */
const EVERY = 500

/** Questions without an answer after which a client counts as gone, for example because its page was closed. */
const MOST_UNANSWERED = 4

interface ShownClient {
  answer: PanelAnswer
  unanswered: number
}

const root = document.documentElement
const channel = new BroadcastChannel(root.dataset.channel ?? '')
const panel = `${performance.timeOrigin} ${Math.random()}`
const clients = new Map<string, ShownClient>()
let nodeId = 'connection'
/** The client that the developer has chosen. */
let chosen: string | null = null

function part<T extends Element>(selector: string): T {
  const element = document.querySelector<T>(selector)
  if (!element) throw new Error(`The panel has no ${selector}`)
  return element
}

const [none, choice, select] = [part<HTMLElement>('#none'), part<HTMLElement>('#choice'), part<HTMLSelectElement>('#choice select')]
const [shown, nav, main] = [part<HTMLElement>('#shown'), part<HTMLElement>('nav'), part<HTMLElement>('main')]

/** Makes an element. Texts come from the node and are never read as HTML. */
function make<Name extends keyof HTMLElementTagNameMap>(name: Name, ...content: (Node | string)[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  element.append(...content)
  return element
}

function tagOf({ label, backgroundColor }: NonNullable<InspectorNode['tags']>[number]): HTMLElement {
  const tag = make('span', label)
  tag.className = 'tag'
  tag.style.backgroundColor = `#${backgroundColor.toString(16).padStart(6, '0')}`
  return tag
}

function buttonOf({ id, label, tags = [] }: InspectorNode): HTMLElement {
  const button = make('button', make('span', label), ...tags.map(tagOf))
  button.type = 'button'
  button.dataset.node = id
  if (id === nodeId) button.setAttribute('aria-current', 'true')
  button.addEventListener('click', () => {
    nodeId = id
    ask()
  })
  return button
}

const listOf = (nodes: readonly InspectorNode[]): HTMLElement =>
  make('ul', ...nodes.map(node => make('li', buttonOf(node), ...node.children?.length ? [listOf(node.children)] : [])))

const linesOf = ({ key, value }: Entry): HTMLElement[] => [make('dt', key), make('dd', value === null ? '–' : String(value))]

const sectionsOf = (details: Sections): HTMLElement[] => Object.entries(details).map(([heading, entries]) =>
  make('section', make('h2', heading), entries.length > 0 ? make('dl', ...entries.flatMap(linesOf)) : make('p', 'Nothing.')))

/** The last content of each element, so that an element changes only if its content does: a selected text stays selected. */
const drawn = new Map<Element, string>()

function draw(element: Element, content: unknown, makeContent: () => Node[]): void {
  const text = JSON.stringify(content)
  if (drawn.get(element) === text) return
  drawn.set(element, text)
  const focused = document.activeElement instanceof HTMLElement && element.contains(document.activeElement) ? document.activeElement.dataset.node : undefined
  element.replaceChildren(...makeContent())
  for (const button of element.querySelectorAll<HTMLElement>('[data-node]')) if (button.dataset.node === focused) button.focus()
}

/** The chosen client, otherwise one whose page is visible: the panel lies in that page. */
function currentAnswer(): PanelAnswer | undefined {
  const answers = [...clients.values()].map(({ answer }) => answer)
  return answers.find(({ client }) => client === chosen) ?? answers.find(({ isVisible }) => isVisible) ?? answers[0]
}

function optionOf({ client, path }: PanelAnswer, index: number): HTMLElement {
  const option = make('option', `${index + 1}: ${path}`)
  option.value = client
  return option
}

function drawAll(): void {
  const current = currentAnswer()
  none.hidden = current !== undefined
  shown.hidden = current === undefined
  choice.hidden = clients.size < 2
  if (!current) return
  const answers = [...clients.values()].map(({ answer }) => answer)
  draw(select, answers.map(({ client, path }) => [client, path]), () => answers.map(optionOf))
  select.value = current.client
  draw(nav, [current.tree, nodeId], () => [listOf(current.tree)])
  draw(main, current.details, () => sectionsOf(current.details))
}

/** Nuxt DevTools has a switch for dark colors, and marks its own page. Elsewhere the system decides. */
function followColors(): void {
  const { classList } = window.parent.document.documentElement
  root.style.colorScheme = ['dark', 'light'].find(name => classList.contains(name)) ?? 'light dark'
}

function ask(): void {
  for (const [id, client] of clients) {
    client.unanswered += 1
    if (client.unanswered > MOST_UNANSWERED) clients.delete(id)
  }
  const question: PanelQuestion = { panel, nodeId }
  channel.postMessage(question)
  followColors()
  drawAll()
}

channel.addEventListener('message', ({ data }: MessageEvent<PanelAnswer | PanelQuestion>) => {
  if (!('to' in data) || data.to !== panel) return
  clients.set(data.client, { answer: data, unanswered: 0 })
  drawAll()
})
select.addEventListener('change', () => {
  chosen = select.value
  drawAll()
})
setInterval(ask, EVERY)
ask()
