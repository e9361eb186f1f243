import { start } from '../shared/start'
import BoardFrame from './BoardFrame.vue'
import { rows } from './routes'

void start(BoardFrame, rows)
