import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import {
  actionConfiguration,
  compareTriggers,
  triggerActions,
  triggerForHash,
  triggerUpdate,
} from '../../../src/domain/steps/trigger-update.ts';
import { anyTrigger, plant, secret, secretMark, unknownName } from '../../support/aws/definitions.ts';
import { triggerMembers, updatedTrigger } from '../../support/aws/service-updates.ts';
import fc from '../../support/fast-check.ts';

function updated(...[trigger, changes]: Parameters<typeof triggerUpdate>): JsonObject {
  const result = triggerUpdate(trigger, changes);
  if ('refused' in result) throw new Error(`refused: ${result.refused.join(', ')}`);
  return result.update;
}

/** A trigger and a choice of its actions. */
const chosen = anyTrigger.chain((trigger) =>
  fc.tuple(fc.constant(trigger), fc.subarray(triggerActions(trigger).map((_action, index) => index))),
);

describe('triggerUpdate', () => {
  test('applied as the service applies it, changes the chosen actions and nothing else', () => {
    fc.assert(
      fc.property(chosen, fc.constantFrom('new', null), ([trigger, indexes], configuration) => {
        const update = updated(
          trigger,
          indexes.map((index) => ({ index, configuration })),
        );
        expect(triggerMembers).toEqual(expect.arrayContaining(Object.keys(update)));
        const after = updatedTrigger(trigger, update);
        expect(compareTriggers(trigger, after, indexes)).toEqual([]);
        triggerActions(after).forEach((action, index) => {
          const { SecurityConfiguration: _1, ...rest } = action;
          const { SecurityConfiguration: before, ...old } = triggerActions(trigger)[index] ?? {};
          expect(rest).toEqual(old);
          if (indexes.includes(index)) expect(actionConfiguration(action)).toBe(configuration);
          else expect(action.SecurityConfiguration).toBe(before);
        });
        const { Actions: _2, ...others } = after;
        const { Actions: _3, ...expected } = trigger;
        expect(others).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('there and back is the trigger as it was', () => {
    fc.assert(
      fc.property(chosen, ([trigger, indexes]) => {
        const named = indexes.filter((index) => actionConfiguration(triggerActions(trigger)[index] ?? {}) !== null);
        const there = updatedTrigger(
          trigger,
          updated(
            trigger,
            named.map((index) => ({ index, configuration: 'new' })),
          ),
        );
        const back = named.map((index) => ({
          index,
          configuration: actionConfiguration(triggerActions(trigger)[index] ?? {}),
        }));
        const after = updatedTrigger(there, updated(there, back));
        expect(after).toEqual(trigger);
        expect(triggerForHash(after)).toBe(triggerForHash(trigger));
      }),
    );
  });

  test('an unknown member at any depth refuses the trigger by its path, and says no value', () => {
    const places = [
      '',
      'Actions[0]',
      'Actions[1].NotificationProperty',
      'Predicate',
      'Predicate.Conditions[0]',
      'EventBatchingCondition',
    ];
    fc.assert(
      fc.property(anyTrigger, fc.constantFrom(...places), unknownName, secret, (trigger, place, name, value) => {
        const strange = plant(trigger, place, name, value);
        fc.pre(strange !== undefined);
        const result = triggerUpdate(strange, []);
        expect(result).toEqual({ refused: [place === '' ? name : `${place}.${name}`] });
        expect(JSON.stringify(result)).not.toContain(secretMark);
      }),
    );
  });

  test.each([-1, 1, 0.5, Number.NaN])('refuses an action that is not there: %d', (index) => {
    const trigger = { Name: 't', Actions: [{ JobName: 'j' }] };
    expect(triggerUpdate(trigger, [{ index, configuration: 'new' }])).toEqual({ refused: [`Actions[${index}]`] });
  });
});

describe('compareTriggers', () => {
  const trigger = {
    Name: 't',
    State: 'ACTIVATED',
    Actions: [
      { JobName: 'a', SecurityConfiguration: 's' },
      { JobName: 'b', SecurityConfiguration: 's' },
    ],
  };
  test.each<{ change: JsonObject; paths: readonly string[] }>([
    { change: {}, paths: [] },
    { change: { State: 'DEACTIVATED' }, paths: ['State'] },
    { change: { Schedule: 'cron(0 9 * * ? *)' }, paths: ['Schedule'] },
    {
      change: {
        Actions: [
          { JobName: 'a', SecurityConfiguration: 'x' },
          { JobName: 'b', SecurityConfiguration: 's' },
        ],
      },
      paths: [],
    },
    {
      change: { Actions: [{ JobName: 'a', SecurityConfiguration: 's' }, { JobName: 'b' }] },
      paths: ['Actions[1].SecurityConfiguration'],
    },
    { change: { Actions: [{ JobName: 'a', SecurityConfiguration: 's' }] }, paths: ['Actions'] },
  ])('$change differs at $paths', ({ change, paths }) => {
    expect(compareTriggers(trigger, { ...trigger, ...change }, [0])).toEqual(paths);
  });
});
