import { testBuiltExample } from './support/builtExample'

testBuiltExample('react', 'React')
