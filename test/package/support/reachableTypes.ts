import { join, sep } from 'node:path'
import ts from 'typescript'
import { openDeclarations } from './entryDeclarations'
import { ROOT } from './manifest'

const DIST = join(ROOT, 'dist') + sep

/** Types of this package, by name, that somebody who uses an entry can come across. */
export interface ReachableTypes {
  /** Types that the entry exports. */
  readonly exported: ReadonlySet<string>
  /** Types that stand in a signature of something reachable and that the entry does not export: name → where. */
  readonly unexported: ReadonlyMap<string, string>
  /** Types that the entry exports although no function, class, component or constant of the entry has them in its signature. */
  readonly unused: readonly string[]
}

const TYPE = ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class | ts.SymbolFlags.Enum

/** Declarations that only the Vue compiler writes and that have no name in the source. */
const isGenerated = (name: string): boolean => name.startsWith('__VLS_')

/**
 * Follows every type reference from the exports of an entry through the declarations of this package.
 * @param declarations path of the entry's `.d.ts`, from the root of the package
 */
export function reachableTypes(declarations: string): ReachableTypes {
  const { checker, exports: exportedByEntry } = openDeclarations(declarations)

  const resolved = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const exports = exportedByEntry.map(resolved)
  const exportedSymbols = new Set(exports)
  const unexported = new Map<string, string>()
  const visited = new Set<ts.Symbol>()

  function visitSymbol(symbol: ts.Symbol, from: string): void {
    const declared = (symbol.declarations ?? []).filter(node => node.getSourceFile().fileName.startsWith(DIST))
    if (declared.length === 0 || visited.has(symbol)) return
    visited.add(symbol)
    if (symbol.flags & TYPE && !exportedSymbols.has(symbol) && !isGenerated(symbol.name)) unexported.set(symbol.name, from)
    for (const node of declared) visitNode(node, isGenerated(symbol.name) ? from : symbol.name)
  }

  function visitNode(node: ts.Node, from: string): void {
    const isHidden = ts.isPrivateIdentifier(node)
      || (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword))
    if (isHidden) return
    if (ts.isTypeReferenceNode(node)) visitName(node.typeName, from)
    else if (ts.isExpressionWithTypeArguments(node)) visitName(node.expression, from)
    else if (ts.isTypeQueryNode(node)) visitName(node.exprName, from)
    else if (ts.isImportTypeNode(node) && node.qualifier) visitName(node.qualifier, from)
    ts.forEachChild(node, child => visitNode(child, from))
  }

  function visitName(name: ts.Node, from: string): void {
    const symbol = checker.getSymbolAtLocation(name)
    if (symbol) visitSymbol(resolved(symbol), from)
  }

  for (const symbol of exports) if (symbol.flags & ts.SymbolFlags.Value) visitSymbol(symbol, declarations)
  const unused = exports.filter(symbol => !visited.has(symbol)).map(({ name }) => name)
  for (const symbol of exports) visitSymbol(symbol, declarations)
  return { exported: new Set(exports.map(({ name }) => name)), unexported, unused }
}
