import { renderToString } from 'vue/server-renderer'
import { createPage, type PageData } from './app'

/** Renders the page of one request into the built `index.html`. */
export async function renderPage(template: string, data: PageData): Promise<string> {
  const { app, pinia } = createPage(data)
  const html = await renderToString(app)
  const state = JSON.stringify({ data, stores: pinia.state.value }).replaceAll('<', '\\u003c')
  return template.replace('<!--app-->', () => html).replace('<!--state-->', () => state)
}
