/**
 * [pure] The PowerShell that carries Full Access, Send As and forwarding over: they exist only in Exchange Online
 * PowerShell ("Add-MailboxPermission", "Add-RecipientPermission", "Set-Mailbox"). An administrator runs it; we do not.
 */
export interface ScriptPair {
  source: string;
  destination: string;
  /** False: this mailbox is left as it is, and still somebody whom others may let in. */
  moves: boolean;
}

/**
 * A text that PowerShell takes as a text and as nothing else: in single quotes, which it also sees in four curly forms,
 * and without what would end the line ("about_Quoting_Rules").
 */
export const quoted = (text: string): string =>
  `'${text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu, ' ').replace(/['‘’‚‛]/g, (quote) => quote + quote)}'`;

const inComment = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu, ' ').slice(0, 200);

export const permissionsScriptText = (projectName: string, pairs: ScriptPair[]): string =>
  `# Mailferry: Full Access, Send As and forwarding of the mailboxes of the project ${inComment(projectName)}
#
# 1. Connect-ExchangeOnline as an administrator of the SOURCE, then:       ./permissions.ps1 -Do Export
#    It reads, and writes what it found to permissions.csv. Look at that file; take lines out as you like.
# 2. Connect-ExchangeOnline as an administrator of the DESTINATION, then:  ./permissions.ps1 -Do Apply -WhatIf
#    It says what it would do. Without -WhatIf it does it. What is there already stays; nothing is taken away.
#    Forwarding sends mail on, so it is set only with -Forwarding.

[CmdletBinding(SupportsShouldProcess)]
param(
  [Parameter(Mandatory)] [ValidateSet('Export', 'Apply')] [string] $Do,
  [string] $Path = './permissions.csv',
  [switch] $Forwarding
)
$ErrorActionPreference = 'Stop'

# Every mailbox of the project at the source, and who it is at the destination.
$who = @{}
${pairs.map(({ source, destination }) => `$who[${quoted(source.toLowerCase())}] = ${quoted(destination)}`).join('\n')}

# Those whose permissions are carried over.
$mailboxes = @(
${pairs
  .filter(({ moves }) => moves)
  .map(({ source }) => `  ${quoted(source.toLowerCase())}`)
  .join('\n')}
)

function Get-Address([string] $name) {
  $recipient = Get-Recipient -Identity $name -ErrorAction SilentlyContinue
  if ($recipient) { [string] $recipient.PrimarySmtpAddress } else { $name }
}
function Test-Nobody([string] $name) { $name -like 'NT AUTHORITY\\*' -or $name -like 'S-1-5-*' -or $name -like 'NT:S-*' }

if ($Do -eq 'Export') {
  $found = foreach ($mailbox in $mailboxes) {
    try {
      Get-MailboxPermission -Identity $mailbox |
        Where-Object { $_.AccessRights -contains 'FullAccess' -and -not $_.IsInherited -and -not $_.Deny -and -not (Test-Nobody $_.User) } |
        ForEach-Object { [pscustomobject]@{ Mailbox = $mailbox; Right = 'FullAccess'; Person = Get-Address $_.User } }
      Get-RecipientPermission -Identity $mailbox |
        Where-Object { $_.AccessRights -contains 'SendAs' -and $_.AccessControlType -eq 'Allow' -and -not (Test-Nobody $_.Trustee) } |
        ForEach-Object { [pscustomobject]@{ Mailbox = $mailbox; Right = 'SendAs'; Person = Get-Address $_.Trustee } }
      $own = Get-Mailbox -Identity $mailbox
      $target = if ($own.ForwardingSmtpAddress) { ([string] $own.ForwardingSmtpAddress) -replace '^smtp:', '' }
        elseif ($own.ForwardingAddress) { Get-Address $own.ForwardingAddress }
      if ($target) {
        $right = if ($own.DeliverToMailboxAndForward) { 'ForwardAndKeep' } else { 'Forward' }
        [pscustomobject]@{ Mailbox = $mailbox; Right = $right; Person = $target }
      }
    } catch { Write-Warning "$mailbox was left out: $_" }
  }
  @($found) | Export-Csv -LiteralPath $Path -NoTypeInformation -Encoding UTF8 -WhatIf:$false
  Write-Host "$(@($found).Count) permissions of $($mailboxes.Count) mailboxes are in $Path."
  return
}

foreach ($line in Import-Csv -LiteralPath $Path -Encoding UTF8) {
  $mailbox = $who[$line.Mailbox]
  $person = $who[$line.Person]
  $forwards = $line.Right -like 'Forward*'
  if (-not $mailbox) { Write-Warning "$($line.Mailbox) is not a mailbox of the project."; continue }
  # Forwarding may lead anywhere; rights are for people of the destination.
  if (-not $person -and $forwards) { $person = $line.Person }
  if (-not $person) { Write-Warning "$($line.Person) does not move, so their $($line.Right) to $mailbox was left out."; continue }
  if (-not $PSCmdlet.ShouldProcess($mailbox, "$($line.Right) for $person")) { continue }
  try {
    switch ($line.Right) {
      'FullAccess' { Add-MailboxPermission -Identity $mailbox -User $person -AccessRights FullAccess -InheritanceType All -Confirm:$false | Out-Null }
      'SendAs' { Add-RecipientPermission -Identity $mailbox -Trustee $person -AccessRights SendAs -Confirm:$false | Out-Null }
      'Forward' { if ($Forwarding) { Set-Mailbox -Identity $mailbox -ForwardingSmtpAddress $person -DeliverToMailboxAndForward $false } }
      'ForwardAndKeep' { if ($Forwarding) { Set-Mailbox -Identity $mailbox -ForwardingSmtpAddress $person -DeliverToMailboxAndForward $true } }
    }
    if ($forwards -and -not $Forwarding) { Write-Warning "$mailbox forwards to $person at the source. Run this again with -Forwarding to have it so here." }
  } catch { Write-Warning "$mailbox, $($line.Right) for \${person}: $_" }
}
`.replaceAll('\n', '\r\n');
