import { testBuiltExample } from './support/builtExample'

testBuiltExample('vue', 'Vue')
