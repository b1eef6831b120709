import { expect, test } from 'vitest';
import { approvalCard } from '../../../../src/bot/cards/approval.ts';
import type { Card } from '../../../../src/bot/cards/card.ts';
import { customersCard } from '../../../../src/bot/cards/customers.ts';
import { domainPreviewCard } from '../../../../src/bot/cards/domains.ts';
import { errorsCard } from '../../../../src/bot/cards/errors.ts';
import { didYouMeanCard } from '../../../../src/bot/cards/help.ts';
import { previewCard } from '../../../../src/bot/cards/import-preview.ts';
import { licencesCard } from '../../../../src/bot/cards/licences.ts';
import { noticeAskCard } from '../../../../src/bot/cards/notice-send.ts';
import { noticeCard } from '../../../../src/bot/cards/notices.ts';
import { passCard } from '../../../../src/bot/cards/pass.ts';
import { newProjectCard, projectsCard } from '../../../../src/bot/cards/project.ts';
import { statisticsCard } from '../../../../src/bot/cards/statistics.ts';
import { toText } from '../../../../src/bot/cards/to-text.ts';
import { removalCard } from '../../../../src/bot/cards/users.ts';
import { findCommand } from '../../../../src/bot/commands/index.ts';
import { toAdaptiveCard } from '../../../../src/bot/teams/to-adaptive-card.ts';
import { everyCard, urls, zone } from './every-card.ts';
import * as facts from './facts.ts';

const { contoso, project } = facts;

test.for(Object.entries(everyCard))('the card "%s" looks as it did', async ([name, card]) => {
  await expect(`${JSON.stringify(toAdaptiveCard(card, true), null, 2)}\n`).toMatchFileSnapshot(
    `../../../golden/cards/${name}.json`,
  );
  await expect(`${toText(card)}\n`).toMatchFileSnapshot(`../../../golden/cards/${name}.txt`);
});

test('every button that is not a link is a command that exists and takes what the button carries', () => {
  for (const [name, { parts }] of Object.entries(everyCard)) {
    for (const part of parts) {
      if (part.kind !== 'buttons') continue;
      for (const button of part.buttons) {
        if ('url' in button) continue;
        const command = findCommand(button.command);
        expect(command, `${name}: ${button.label}`).toBeDefined();
        expect(command?.parse.safeParse(button.args ?? {}).success, `${name}: ${button.label}`).toBe(true);
      }
    }
  }
});

test('no card offers more buttons than Teams shows well', () => {
  for (const [name, { parts }] of Object.entries(everyCard)) {
    for (const part of parts)
      if (part.kind === 'buttons') expect(part.buttons.length, name).toBeLessThanOrEqual(6);
  }
});

test('a card for 2,000 mailboxes stays under 25 KB', () => {
  const pass = { ...facts.asked(2000, 500), state: 'running' as const };
  const rows = Array.from({ length: 2000 }, (_, at) => ({
    ...facts.statistics.mailboxes[0]!,
    source: `a.rather.long.name.${at}@department.contoso.example`,
  }));
  const many = {
    ...facts.manyFaults,
    accepted: 2000,
    faults: facts.manyFaults.faults.map((fault) => ({ ...fault, value: 'x'.repeat(5000) })),
  };
  const addresses = rows.map(({ source }) => source);
  const longNotice = { ...facts.noticeHalfSent, subject: '移'.repeat(200), body: '移'.repeat(4_000) };
  const longExample = { ...longNotice, to: 'anna@contoso.example' };
  const big: Card[] = [
    approvalCard({ ...pass, state: 'asked' }, { ...zone, selfApproval: false }),
    passCard(pass, 'UTC'),
    statisticsCard({ ...facts.finished, plan: pass.plan }, { ...facts.statistics, mailboxes: rows }, urls),
    previewCard(project(), many),
    previewCard(project(), {
      ...many,
      leftOutCount: 2000,
      leftOut: Array.from({ length: 2000 }, (_, at) => ({
        address: `${at}@${'x'.repeat(300)}`,
        why: 'y'.repeat(500),
      })),
    }),
    domainPreviewCard(project(), facts.askedChange, {
      ...facts.changedDomain,
      rows: Array.from({ length: 2000 }, () => facts.changedDomain.rows[0]!),
      blocked: Array.from({ length: 2000 }, () => facts.changedDomain.blocked[0]!),
    }),
    removalCard(
      project(),
      rows.slice(0, 100).map(({ source }) => source),
      { go: rows.slice(0, 90).map(({ source }) => source), stay: [] },
    ),
    errorsCard(
      { projectName: 'Wave one' },
      Array.from({ length: 40 }, (_, at) => ({ ...facts.groups[0]!, code: `Error${at}` })),
    ),
    newProjectCard({
      endpoints: Array.from({ length: 500 }, (_, id) => ({
        ...contoso,
        id,
        name: `An endpoint with a long name ${id}`,
      })),
      sandbox: true,
    }),
    projectsCard(
      Array.from({ length: 300 }, (_, id) => ({ ...project(), id, name: `Project ${id}` })),
      null,
    ),
    didYouMeanCard('🚢'.repeat(50_000), []),
    customersCard(
      Array.from({ length: 500 }, (_, id) => ({
        ...facts.customers[0]!,
        id,
        name: `A customer with a long name, number ${id}`,
      })),
      true,
      project(),
    ),
    licencesCard(
      {
        ...facts.licences.some,
        valid: Array.from({ length: 300 }, (_, day) => ({
          ...facts.licences.some.valid[1]!,
          id: day,
          expiresAt: new Date(Date.UTC(2027, 0, day)),
        })),
        open: Array.from({ length: 300 }, (_, id) => ({ ...facts.transfer, id, orderedBy: 'x'.repeat(100) })),
      },
      zone,
    ),
    noticeCard(longNotice, longExample),
    noticeAskCard(longNotice, longExample, { ...facts.audience, people: 2000 }, { addresses }),
  ];
  for (const card of big)
    expect(Buffer.byteLength(JSON.stringify(toAdaptiveCard(card, true))), card.title).toBeLessThan(25_000);
});
