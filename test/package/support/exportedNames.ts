import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import ts from 'typescript'
import { openDeclarations } from './entryDeclarations'
import { ROOT, specifierOf } from './manifest'

/** The values that an entry exports in a plain Node process, resolved through the package's own exports map. */
export async function namesOfModule(subpath: string): Promise<string[]> {
  const script = `import(${JSON.stringify(specifierOf(subpath))}).then(m => console.log(JSON.stringify(Object.keys(m).sort())))`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--eval', script], { cwd: ROOT })
  if (stderr !== '') throw new Error(`Loading ${specifierOf(subpath)} printed: ${stderr}`)
  return JSON.parse(stdout) as string[]
}

/** The values that an entry declares, for entries that cannot be loaded here because they need packages that only apps install. */
export function namesOfDeclaredValues(declarations: string): string[] {
  const types = namesOfTypes(declarations)
  return openDeclarations(declarations).exports.map(({ name }) => name).filter(name => !types.includes(name)).sort()
}

/** The types that the declarations of an entry export, without its values. */
export function namesOfTypes(declarations: string): string[] {
  const { checker, exports } = openDeclarations(declarations)
  return exports
    .filter((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      return (target.flags & ts.SymbolFlags.Value) === 0
    })
    .map(symbol => symbol.name)
    .sort()
}
