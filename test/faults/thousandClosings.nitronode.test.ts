import { testThousandClosings } from './thousandClosings'

testThousandClosings('nitronode')
