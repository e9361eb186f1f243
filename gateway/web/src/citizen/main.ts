import { start } from '../shared/start'
import CitizenFrame from './CitizenFrame.vue'
import { rows } from './routes'

void start(CitizenFrame, rows)
