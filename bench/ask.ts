// Asks for a remediation in a process of its own, whose environment says where AWS is.
// `node bench/ask.ts <wish as JSON>` prints the id of the request and of its plan.
import { askForPlan } from './ask-for-plan.ts';

const { id, plans } = await askForPlan(JSON.parse(process.argv[2] ?? ''));
process.stdout.write(JSON.stringify({ requestId: id, planId: plans[0]?.plan.id }));
