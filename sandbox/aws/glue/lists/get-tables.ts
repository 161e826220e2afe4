import { invalid, ServiceError } from '../../errors.ts';
import { type Call, requiredText } from '../../operation.ts';
import { listPage } from '../../paging.ts';

/** Pages of a database's tables. A database is there when it has a table. */
export function getTables(call: Call): Buffer {
  const database = requiredText(call, 'DatabaseName', { min: 1, max: 255 });
  const { tables } = call.world.region(call.identity.account, call.region);
  const own = tables.list().filter(({ DatabaseName }) => DatabaseName === database);
  if (own.length === 0) throw new ServiceError('EntityNotFoundException', `Database ${database} not found.`);
  const shown = attributesOnly(call) ? own.map(({ Name }) => ({ Name })) : own;
  return listPage<object>(call, { member: 'TableList', max: 100, usual: 100 }, tables, shown);
}

/** True when only the names are asked for. What else can be asked for is not modelled. */
function attributesOnly({ input }: Call): boolean {
  const { AttributesToGet: attributes, DatabaseName: _, MaxResults: _max, NextToken: _token, ...others } = input;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid('glue', `The sandbox does not model ${other} of GetTables.`);
  if (attributes === undefined || attributes === null) return false;
  if (!Array.isArray(attributes) || !attributes.includes('NAME'))
    throw invalid('glue', 'AttributesToGet must include NAME.');
  return attributes.length === 1;
}
