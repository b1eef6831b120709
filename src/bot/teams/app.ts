/**
 * Teams' door: activities become `dispatch` calls, replies become cards. teams-ai is the router and nothing
 * else; its turn state is not used (parallel messages would overwrite each other's).
 */
import { Application, TeamsAdapter, type TurnState } from '@microsoft/teams-ai';
import {
  type Activity,
  ActivityTypes,
  ConfigurationServiceClientCredentialFactory,
  type TurnContext,
} from 'botbuilder';
import type { Config } from '../../config.ts';
import type { Log } from '../../log.ts';
import { refusalCard } from '../cards/refusal.ts';
import { toLine } from '../cards/to-text.ts';
import type { Dispatcher } from '../dispatch.ts';
import type { Inbound, Reply, Surface } from '../surface.ts';
import { filesOf } from './files.ts';
import { clickOf, speakerOf, textOf } from './inbound.ts';
import { createMembers, type Member } from './members.ts';
import { createSeen } from './seen.ts';
import { createTeamsSurface, messageWith } from './surface.ts';
import { toAdaptiveCard } from './to-adaptive-card.ts';

export interface TeamsDeps {
  teams: Config['teams'];
  localMode: boolean;
  dispatcher: () => Dispatcher;
  log: Log;
}

export interface Teams {
  surface: Surface;
  adapter: TeamsAdapter;
  run(context: TurnContext): Promise<void>;
}

/** What the handlers below need, besides what they are given. */
interface Door extends TeamsDeps {
  memberOf: (context: TurnContext) => Promise<Member>;
}

export const createTeams = (given: TeamsDeps): Teams => {
  const deps: Door = { ...given, memberOf: createMembers() };
  const { teams, log } = deps;
  const adapter = new TeamsAdapter(
    {},
    new ConfigurationServiceClientCredentialFactory(
      teams === null
        ? {}
        : {
            MicrosoftAppId: teams.appId,
            MicrosoftAppPassword: teams.password,
            MicrosoftAppType: teams.type,
            MicrosoftAppTenantId: teams.tenantId,
          },
    ),
  );
  const app = new Application<TurnState>({
    adapter,
    botAppId: teams?.appId ?? 'local',
    startTypingTimer: false,
    removeRecipientMention: false,
  });
  adapter.onTurnError = async (_, error) => log.error({ err: error }, 'a turn in Teams');
  const seen = createSeen();
  app.addRoute(
    async ({ activity }) => activity.type === ActivityTypes.Invoke && activity.name === 'adaptiveCard/action',
    (context) =>
      clicked(deps, context).catch(async (error: unknown) => {
        if (!(error instanceof Unknown)) throw error;
        await answer(context, 'application/vnd.microsoft.activity.message', toLine(error.card));
      }),
    true,
  );
  app.activity(ActivityTypes.Message, async (context) => {
    // A delivery that Teams repeats, because our answer was late, is the same message.
    if (seen(`${context.activity.conversation.id}/${context.activity.id}`)) return;
    await said(deps, context).catch(async (error: unknown) => {
      if (!(error instanceof Unknown)) throw error;
      await context.sendActivity(messageWith(error.card, isWide(deps)));
    });
  });
  app.activity(ActivityTypes.InstallationUpdate, (context) => installed(deps, context));
  app.activity(ActivityTypes.ConversationUpdate, (context) => installed(deps, context));
  return {
    surface: createTeamsSurface(adapter, teams?.appId ?? ''),
    adapter,
    run: async (context) => {
      await app.run(context);
    },
  };
};

/** Who speaks, as Teams says of the person; where it cannot be asked, nobody is believed but in local mode. */
const speaker = async (
  { memberOf, localMode, log }: Door,
  context: TurnContext,
): Promise<ReturnType<typeof speakerOf>> => {
  const said = speakerOf(context.activity);
  try {
    const { tenantId, isGuest } = await memberOf(context);
    return {
      ...said,
      tenantId: tenantId ?? said.tenantId,
      person: { ...said.person, ...(isGuest ? { guest: true } : {}) },
    };
  } catch (error) {
    if (localMode) return said;
    log.warn({ err: error }, 'asking Teams who somebody is');
    throw new Unknown();
  }
};

class Unknown extends Error {
  override readonly name = 'Unknown';
  readonly card = refusalCard({
    code: 'not-a-member',
    sentence: 'Teams did not tell me who you are, so I did nothing.',
    next: 'Try again in a minute.',
  });
}

/** The Playground has no wide cards. */
const isWide = ({ teams }: TeamsDeps): boolean => teams !== null;

const said = async (deps: Door, context: TurnContext): Promise<void> => {
  const { activity } = context;
  const click = clickOf(activity.value, activity.replyToId);
  const fetched = await filesOf(activity, deps.localMode);
  if (!fetched.ok) {
    await context.sendActivity(
      messageWith(
        refusalCard({ code: 'invalid', sentence: fetched.sentence, next: fetched.next }),
        isWide(deps),
      ),
    );
    return;
  }
  const inbound: Inbound = {
    ...(await speaker(deps, context)),
    ...(click === undefined ? { text: textOf(activity) } : { click }),
    ...(fetched.files.length === 0 ? {} : { files: fetched.files }),
  };
  await post(deps, context, await deps.dispatcher().dispatch(inbound));
};

const post = async (deps: TeamsDeps, context: TurnContext, { card, posted }: Reply): Promise<void> => {
  const sent = await context.sendActivity(messageWith(card, isWide(deps)));
  if (sent?.id !== undefined) await posted?.(sent.id);
};

/** The answer to a click is the card that replaces it, or a line that only its presser sees. */
const clicked = async (deps: Door, context: TurnContext): Promise<void> => {
  const { activity } = context;
  const click = clickOf(
    (activity.value as { action?: { data?: unknown } } | undefined)?.action?.data,
    activity.replyToId,
  );
  if (click === undefined)
    return answer(
      context,
      'application/vnd.microsoft.activity.message',
      'This button is not one of mine. Type "help" to see what I can do.',
    );
  const reply = await deps.dispatcher().dispatch({ ...(await speaker(deps, context)), click });
  if (reply.show === 'toast')
    return answer(context, 'application/vnd.microsoft.activity.message', toLine(reply.card));
  if (reply.show === 'post') {
    await post(deps, context, reply);
    return answer(context, 'application/vnd.microsoft.activity.message', 'Answered below.');
  }
  // The answer replaces the card for whoever clicked, the update for everybody else.
  await replaceForAll(deps, context, reply).catch((error: unknown) =>
    deps.log.warn({ err: error }, 'replacing a card for everybody'),
  );
  return answer(context, 'application/vnd.microsoft.card.adaptive', toAdaptiveCard(reply.card, isWide(deps)));
};

const replaceForAll = async (
  deps: TeamsDeps,
  context: TurnContext,
  { card, posted }: Reply,
): Promise<void> => {
  const id = context.activity.replyToId;
  if (id === undefined) return;
  await context.updateActivity({ ...messageWith(card, isWide(deps)), id });
  await posted?.(id);
};

const answer = async (context: TurnContext, type: string, value: unknown): Promise<void> => {
  await context.sendActivity({
    type: ActivityTypes.InvokeResponse,
    value: { status: 200, body: { statusCode: 200, type, value } },
  } as Partial<Activity>);
};

/**
 * "Conversation events in your Teams bot": the bot taken out of a chat or a team, a channel or a team deleted. What goes
 * wrong when we speak there all the same is found out as well, see notify/deliver.ts.
 */
const removed = async (
  deps: Door,
  activity: Activity,
  { surface, tenantId, place }: Omit<ReturnType<typeof speakerOf>, 'person'>,
): Promise<void> => {
  const { eventType, channel } = (activity.channelData ?? {}) as {
    eventType?: string;
    channel?: { id?: string };
  };
  const isOut =
    activity.type === ActivityTypes.InstallationUpdate
      ? activity.action?.startsWith('remove') === true
      : (activity.membersRemoved ?? []).some(({ id }) => id === activity.recipient.id);
  const from = { surface, tenantId, conversationId: place.conversationId };
  if (eventType === 'channelDeleted' && channel?.id !== undefined)
    await deps.dispatcher().removed({ ...from, conversationId: channel.id });
  else if (isOut || eventType === 'teamDeleted')
    await deps
      .dispatcher()
      .removed({ ...from, ...(place.team === undefined ? {} : { teamId: place.team.id }) });
};

/** Both events of one installation may come; whether to greet is decided behind the door. */
const installed = async (deps: Door, context: TurnContext): Promise<void> => {
  const { activity } = context;
  const { place, ...who } = speakerOf(activity);
  const left = (activity.membersRemoved ?? []).flatMap(({ aadObjectId }) => aadObjectId ?? []);
  if (place.team !== undefined && left.length > 0)
    await deps.dispatcher().left({ tenantId: who.tenantId, teamId: place.team.id, objectIds: left });
  await removed(deps, activity, { ...who, place });
  const isUs = activity.membersAdded?.some(({ id }) => id === activity.recipient.id) ?? false;
  const isAdded =
    activity.type === ActivityTypes.InstallationUpdate ? activity.action?.startsWith('add') : isUs;
  if (isAdded !== true) return;
  const card = await deps.dispatcher().installed({ ...who, place });
  if (card !== null) await context.sendActivity(messageWith(card, isWide(deps)));
};
