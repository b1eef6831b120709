/** Every command, in the order help lists them. The grammar's verbs are checked against this list by a test. */
import { approval } from './approval.ts';
import { approve } from './approve.ts';
import { approvers } from './approvers.ts';
import { assess } from './assess.ts';
import { assessment } from './assessment.ts';
import { audit } from './audit.ts';
import type { Command } from './command.ts';
import { customer } from './customer.ts';
import { customerAdd } from './customer-add.ts';
import { customerUse } from './customer-use.ts';
import { digest } from './digest.ts';
import { domainsChange } from './domains-change.ts';
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
import { licences } from './licences.ts';
import { licencesApply } from './licences-apply.ts';
import { licencesCancel } from './licences-cancel.ts';
import { licencesFree } from './licences-free.ts';
import { licencesOrder } from './licences-order.ts';
import { licencesPaid } from './licences-paid.ts';
import { licencesOff, licencesOn } from './licences-switch.ts';
import { mapping } from './mapping.ts';
import { mappingConfirm } from './mapping-confirm.ts';
import { mappingDiscard } from './mapping-discard.ts';
import { mappingImport } from './mapping-import.ts';
import { mappingRemove } from './mapping-remove.ts';
import { meetingsReport } from './meetings-report.ts';
import { notice } from './notice.ts';
import { noticeSend } from './notice-send.ts';
import { noticeTest } from './notice-test.ts';
import { noticeWrite } from './notice-write.ts';
import { notify } from './notify.ts';
import { options } from './options.ts';
import { optionsRemove } from './options-remove.ts';
import { pause } from './pause.ts';
import { people } from './people.ts';
import { permissionsScript } from './permissions-script.ts';
import { prestage } from './prestage.ts';
import { priority } from './priority.ts';
import { project } from './project.ts';
import { projectConnect } from './project-connect.ts';
import { projectLocale } from './project-locale.ts';
import { projectNew } from './project-new.ts';
import { projectZone } from './project-zone.ts';
import { reject } from './reject.ts';
import { replyTest } from './reply-test.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { role } from './role.ts';
import { selfApproval } from './self-approval.ts';
import { sender } from './sender.ts';
import { settings } from './settings.ts';
import { sharing } from './sharing.ts';
import { stats } from './stats.ts';
import { statsMail } from './stats-mail.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { trial } from './trial.ts';
import { trialRemove } from './trial-remove.ts';
import { undo } from './undo.ts';
import { users } from './users.ts';
import { usersAdd } from './users-add.ts';
import { usersConfirm } from './users-confirm.ts';
import { usersCsv } from './users-csv.ts';
import { usersDiscard } from './users-discard.ts';
import { usersDiscover } from './users-discover.ts';
import { usersEdit } from './users-edit.ts';
import { usersExclude } from './users-exclude.ts';
import { usersImport } from './users-import.ts';
import { usersInclude } from './users-include.ts';
import { usersMap } from './users-map.ts';
import { usersRemove } from './users-remove.ts';
import { verify } from './verify.ts';
import { wave } from './wave.ts';
import { why } from './why.ts';
import { x500 } from './x500-script.ts';

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
  usersDiscover,
  usersImport,
  usersMap,
  usersAdd,
  users,
  usersConfirm,
  usersDiscard,
  usersEdit,
  domainsChange,
  usersExclude,
  usersInclude,
  usersRemove,
  usersCsv,
  wave,
  priority,
  assess,
  verify,
  trial,
  trialRemove,
  prestage,
  full,
  retry,
  permissionsScript,
  approve,
  reject,
  undo,
  pause,
  resume,
  stop,
  status,
  why,
  errors,
  settings,
  assessment,
  meetingsReport,
  stats,
  statsMail,
  mapping,
  mappingImport,
  mappingConfirm,
  mappingDiscard,
  mappingRemove,
  replyTest,
  x500,
  sender,
  notice,
  noticeWrite,
  noticeTest,
  noticeSend,
  notify,
  digest,
  people,
  role,
  approval,
  approvers,
  selfApproval,
  sharing,
  audit,
  customer,
  customerAdd,
  customerUse,
  licences,
  licencesOrder,
  licencesPaid,
  licencesCancel,
  licencesApply,
  licencesFree,
  licencesOn,
  licencesOff,
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
