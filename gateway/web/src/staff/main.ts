import { start } from '../shared/start'
import StaffFrame from './StaffFrame.vue'
import { rows } from './routes'

void start(StaffFrame, rows)
