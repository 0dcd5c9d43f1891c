import { PANEL_CHANNEL } from '../../devtools/panel'

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; background: light-dark(#fff, #151515); color: light-dark(#1f2937, #e5e7eb) }
body { margin: 0 }
[hidden] { display: none !important }
#none { max-width: 40rem; margin: 20vh auto 0; padding: 1rem; text-align: center }
#choice { display: block; padding: .75rem 1rem 0 }
#shown { display: grid; grid-template-columns: minmax(14rem, 20rem) 1fr; gap: 1rem; padding: 1rem }
@media (max-width: 40rem) { #shown { grid-template-columns: 1fr } }
ul { list-style: none; margin: 0; padding: 0 }
ul ul { padding-left: 1rem }
button { display: flex; gap: .5rem; align-items: center; width: 100%; padding: .3rem .5rem; border: 0; border-radius: .35rem; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer }
button:hover { background: light-dark(#f3f4f6, #262626) }
button[aria-current] { background: light-dark(#e5e7eb, #333) }
.tag { padding: 0 .4rem; border-radius: .3rem; color: #fff; font-size: 12px }
h2 { margin: 0 0 .25rem; font-size: 15px }
section { margin-bottom: 1.25rem }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1rem; margin: 0 }
dt { color: light-dark(#4b5563, #a3a3a3); overflow-wrap: anywhere }
dd { margin: 0; font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere }
`

/** The page of the panel. @param route where the page and its script are served, with a slash at the end */
export const panelHtml = (route: string): string => `<!doctype html>
<html lang="en" data-channel="${PANEL_CHANNEL}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Nitrolite</title>
<style>${STYLE}</style>
<script type="module" src="${route}page.js"></script>
</head>
<body>
<p id="none">No client yet. A client appears here as soon as a page of this app is open in this browser and has installed the plugin.</p>
<label id="choice" hidden>Client <select></select></label>
<div id="shown" hidden><nav aria-label="Client"></nav><main></main></div>
</body>
</html>
`
