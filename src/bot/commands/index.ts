/** Every command, in the order help lists them. The grammar's verbs are checked against this list by a test. */
import { approval } from './approval.ts';
import { approve } from './approve.ts';
import { approvers } from './approvers.ts';
import { audit } from './audit.ts';
import type { Command } from './command.ts';
import { digest } from './digest.ts';
import { endpoint } from './endpoint.ts';
import { endpointAdd } from './endpoint-add.ts';
import { endpointGuide } from './endpoint-guide.ts';
import { endpointRegion } from './endpoint-region.ts';
import { endpointRemove } from './endpoint-remove.ts';
import { endpointRename } from './endpoint-rename.ts';
import { endpointSecret } from './endpoint-secret.ts';
import { endpointTest } from './endpoint-test.ts';
import { errors } from './errors.ts';
import { full } from './full.ts';
import { hello } from './hello.ts';
import { help } from './help.ts';
import { notify } from './notify.ts';
import { options } from './options.ts';
import { optionsRemove } from './options-remove.ts';
import { pause } from './pause.ts';
import { people } from './people.ts';
import { prestage } from './prestage.ts';
import { priority } from './priority.ts';
import { project } from './project.ts';
import { projectConnect } from './project-connect.ts';
import { projectLocale } from './project-locale.ts';
import { projectNew } from './project-new.ts';
import { projectZone } from './project-zone.ts';
import { reject } from './reject.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { role } from './role.ts';
import { selfApproval } from './self-approval.ts';
import { sharing } from './sharing.ts';
import { stats } from './stats.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { trial } from './trial.ts';
import { trialRemove } from './trial-remove.ts';
import { undo } from './undo.ts';
import { users } from './users.ts';
import { usersAdd } from './users-add.ts';
import { usersConfirm } from './users-confirm.ts';
import { usersDiscard } from './users-discard.ts';
import { usersImport } from './users-import.ts';
import { usersRemove } from './users-remove.ts';
import { verify } from './verify.ts';
import { wave } from './wave.ts';
import { why } from './why.ts';

export const commands: readonly Command[] = [
  projectNew,
  project,
  projectConnect,
  projectZone,
  projectLocale,
  endpointAdd,
  endpoint,
  endpointSecret,
  endpointTest,
  endpointRegion,
  endpointGuide,
  endpointRename,
  endpointRemove,
  options,
  optionsRemove,
  usersImport,
  usersAdd,
  users,
  usersConfirm,
  usersDiscard,
  usersRemove,
  wave,
  priority,
  verify,
  trial,
  trialRemove,
  prestage,
  full,
  retry,
  approve,
  reject,
  undo,
  pause,
  resume,
  stop,
  status,
  why,
  errors,
  stats,
  notify,
  digest,
  people,
  role,
  approval,
  approvers,
  selfApproval,
  sharing,
  audit,
  hello,
  help(() => commands),
];

export const findCommand = (name: string): Command | undefined =>
  commands.find((command) => command.name === name);

/** The twelve that a Teams app may list (its manifest allows no more), most used first. */
export const manifestCommands: readonly { title: string; description: string }[] = [
  hello.name,
  'help',
  projectNew.name,
  project.name,
  usersImport.name,
  users.name,
  verify.name,
  full.name,
  approve.name,
  status.name,
  errors.name,
  stats.name,
].map((name) => ({ title: name, description: findCommand(name)?.summary ?? name }));
