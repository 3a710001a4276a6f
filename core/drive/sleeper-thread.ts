import { workerData } from 'node:worker_threads';
import { type SleeperData, sleepInTurns } from './sleeper.js';

sleepInTurns(workerData as SleeperData);
