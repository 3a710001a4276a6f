import { loadScenario, runScenario } from 'reprise';

const scenario = loadScenario('scenarios/quickstart.yaml');
const result = await runScenario(scenario, { databasePath: 'reprise.db' });
if (result) console.log(result.report.verdict, result.report.books.total().outcomes);
