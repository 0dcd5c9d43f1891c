import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import type { Row } from './markdown'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What a comment in the sources says. */
export interface Comment {
  readonly text: string
  readonly fallback: string | undefined
  readonly throws: string | undefined
  readonly returns: string | undefined
  readonly isDeprecated: boolean
}

/** A composable as it is declared. */
export interface DeclaredFunction {
  readonly comment: Comment
  readonly parameters: readonly {
    readonly name: string, readonly type: string, readonly text: string, readonly fallback: string | undefined
  }[]
  readonly returnType: string
}

/** The declarations and comments of the sources. */
export interface Sources {
  /** A function of a file. */
  functionIn(file: string, name: string): DeclaredFunction
  /** The members of an exported interface or type, those that it inherits included. */
  membersOf(typeName: string): readonly Row[]
  /** The comment of an exported type or constant. */
  commentOf(name: string): Comment
  /** Whether the entry of the package exports a type with this name. */
  exports(typeName: string): boolean
}

/** The parameters of composables are often taken apart where they are declared. */
const nameOf = ({ name }: ts.ParameterDeclaration): string => ts.isIdentifier(name) ? name.text : 'options'

const tagText = (tags: readonly ts.JSDocTagInfo[], name: string): string | undefined => {
  const found = tags.filter(tag => tag.name === name).map(tag => ts.displayPartsToString(tag.text))
  return found.length === 0 ? undefined : found.join('; ')
}

type Exported = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.VariableDeclaration

/** The types and constants that a statement exports. */
function exportedBy(statement: ts.Statement): readonly Exported[] {
  const isKnown = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isVariableStatement(statement)
  if (!isKnown || !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
  return ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement]
}

/** Reads the sources once. The entry of the package must export everything that is asked for. */
export function readSources(): Sources {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, file => ts.sys.readFile(file)) as { config: unknown }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const program = ts.createProgram([`${ROOT}src/index.ts`, `${ROOT}src/node/index.ts`, `${ROOT}src/nuxt/index.ts`], options)
  const checker = program.getTypeChecker()
  const entry = program.getSourceFile(`${ROOT}src/index.ts`)
  const module = entry && checker.getSymbolAtLocation(entry)
  if (!module) throw new Error('src/index.ts cannot be read.')
  const exported = new Set(checker.getExportsOfModule(module).map(({ name }) => name))

  const commentOfSymbol = (symbol: ts.Symbol): Comment => {
    const tags = symbol.getJsDocTags(checker)
    return {
      text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      fallback: tagText(tags, 'default'),
      throws: tagText(tags, 'throws'),
      returns: tagText(tags, 'returns'),
      isDeprecated: tags.some(({ name }) => name === 'deprecated'),
    }
  }

  const declarations = new Map<string, ts.NamedDeclaration>()
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.startsWith(`${ROOT}src/`)) continue
    for (const declaration of file.statements.flatMap(exportedBy)) declarations.set(declaration.name.getText(), declaration)
  }

  function declarationOf(name: string): ts.NamedDeclaration {
    const declaration = declarations.get(name)
    if (!declaration) throw new Error(`The sources export nothing with the name ${name}.`)
    return declaration
  }

  const symbolOf = ({ name }: ts.NamedDeclaration): ts.Symbol => {
    const symbol = name && checker.getSymbolAtLocation(name)
    if (!symbol) throw new Error('A declaration has no symbol.')
    return symbol
  }

  /** A type as its author wrote it. */
  function writtenType(member: ts.Symbol): string {
    const declaration = member.valueDeclaration ?? member.declarations?.[0]
    if (declaration && ts.isMethodSignature(declaration)) {
      const parameters = declaration.parameters.map(parameter => parameter.getText()).join(', ')
      return `(${parameters}) => ${declaration.type?.getText() ?? 'void'}`
    }
    if (declaration && ts.isPropertySignature(declaration) && declaration.type) {
      return declaration.type.getText().replace(/\/\*\*[^]*?\*\//g, '').replace(/ \| undefined$/, '').replace(/^\((.*)\)$/s, '$1')
    }
    return declaration ? checker.typeToString(checker.getTypeOfSymbolAtLocation(member, declaration)) : ''
  }

  const positionOf = (member: ts.Symbol): number => member.declarations?.[0]?.pos ?? 0
  const fileOf = (member: ts.Symbol): string => member.declarations?.[0]?.getSourceFile().fileName ?? ''

  /** In the order of the sources. Members of several files stay as the checker has them. */
  const inOrder = (members: readonly ts.Symbol[]): readonly ts.Symbol[] =>
    new Set(members.map(fileOf)).size === 1 ? members.toSorted((one, other) => positionOf(one) - positionOf(other)) : members

  const isOurs = (member: ts.Symbol): boolean =>
    member.declarations?.some(declaration => declaration.getSourceFile().fileName.startsWith(`${ROOT}src/`)) ?? false

  /** What the comments inside of a type say that has no name. */
  function textInside(member: ts.Symbol): string {
    const declaration = member.valueDeclaration
    if (!declaration || !ts.isPropertySignature(declaration) || !declaration.type || !ts.isTypeLiteralNode(declaration.type)) return ''
    return checker.getPropertiesOfType(checker.getTypeAtLocation(declaration.type)).map((inner) => {
      const { text, fallback } = commentOfSymbol(inner)
      return `\`${inner.name}\`: ${text}${fallback === undefined ? '' : ` Default: ${fallback}.`}`
    }).join(' ')
  }

  function rowOf(member: ts.Symbol): Row {
    const { text, fallback, throws, returns, isDeprecated } = commentOfSymbol(member)
    const deprecated = isDeprecated ? `Deprecated: ${tagText(member.getJsDocTags(checker), 'deprecated') ?? ''}` : ''
    const sentences = [deprecated, text, textInside(member), returns && `Returns ${returns}.`, throws && `Throws: ${throws}.`]
    return { name: member.name, type: writtenType(member), text: sentences.filter(Boolean).join(' ').replaceAll('..', '.'), fallback, isRequired: (member.flags & ts.SymbolFlags.Optional) === 0 }
  }

  return {
    exports: typeName => exported.has(typeName),
    commentOf: name => commentOfSymbol(symbolOf(declarationOf(name))),
    membersOf: typeName => inOrder(checker.getPropertiesOfType(checker.getTypeAtLocation(declarationOf(typeName))).filter(isOurs)).map(rowOf),
    functionIn(file, name) {
      const statement = program.getSourceFile(`${ROOT}${file}`)?.statements
        .find((node): node is ts.FunctionDeclaration => ts.isFunctionDeclaration(node) && node.name?.text === name)
      if (!statement) throw new Error(`${file} has no function ${name}.`)
      const texts = new Map(ts.getJSDocTags(statement).filter(ts.isJSDocParameterTag)
        .map(tag => [tag.name.getText(), ts.getTextOfJSDocComment(tag.comment) ?? '']))
      return {
        comment: commentOfSymbol(symbolOf(statement)),
        parameters: statement.parameters.map(parameter => ({
          name: nameOf(parameter),
          type: parameter.type?.getText() ?? '',
          text: texts.get(nameOf(parameter)) ?? '',
          fallback: parameter.initializer?.getText() ?? (parameter.questionToken && 'none'),
        })),
        returnType: statement.type?.getText() ?? '',
      }
    },
  }
}
