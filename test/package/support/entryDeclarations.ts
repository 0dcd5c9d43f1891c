import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from './manifest'

/** The declarations of an entry, as the compiler understands them. */
export interface EntryDeclarations {
  readonly checker: ts.TypeChecker
  /** What the entry exports, types and values. */
  readonly exports: readonly ts.Symbol[]
}

/**
 * Compiles the declarations of an entry.
 * @param declarations path of the entry's `.d.ts`, from the root of the package
 */
export function openDeclarations(declarations: string): EntryDeclarations {
  const file = join(ROOT, declarations)
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${declarations} is not a module`)
  return { checker, exports: checker.getExportsOfModule(module) }
}
