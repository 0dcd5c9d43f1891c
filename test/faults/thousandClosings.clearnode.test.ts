import { testThousandClosings } from './thousandClosings'

testThousandClosings('clearnode')
