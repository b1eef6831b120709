/**
 * [pure] PowerShell that gives people at the destination their old names, so that replies to old mail arrive
 * (Microsoft: "IMCEAEX non-delivery report", KB 2807779: an X500 address with the old legacyExchangeDN). An admin runs it;
 * we do not. Whatever comes from outside is written as a string that PowerShell can only read as a string: it is all
 * ASCII, and every quotation mark that PowerShell knows is doubled or spelled out.
 */
export interface Stamp {
  /** At the destination. */
  address: string;
  /** legacyExchangeDNs. */
  names: string[];
}

export const x500Script = (stamps: Stamp[], madeAt: Date): string => {
  const entries = stamps.map(
    ({ address, names }) => `  @{ Address = ${quoted(address)}; Names = @(${names.map(quoted).join(', ')}) }`,
  );
  return `${head(stamps.length, madeAt)}\n$entries = @(\n${entries.join('\n')}\n)\n${work}`.replace(
    /\n/g,
    '\r\n',
  );
};

/**
 * PowerShell ends a string at any of ' and U+2018 to U+201B. Outside of ASCII, characters are spelled as numbers: a
 * file that is read in the wrong encoding would turn some of them into quotation marks.
 */
export const quoted = (text: string): string => {
  const parts = [...text.matchAll(/[\x20-\x7e]+|[^\x20-\x7e]/g)].map(([part]) =>
    /^[\x20-\x7e]/.test(part)
      ? `'${part.replaceAll("'", "''")}'`
      : `[char]0x${part.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (parts.length < 2 && parts[0]?.startsWith("'") !== false) return parts[0] ?? "''";
  // Two [char] in a row would be added as numbers.
  return `('' + ${parts.join(' + ')})`;
};

const head = (count: number, madeAt: Date): string => `<#
  Written by Mailferry, ${madeAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, for ${count} addresses.

  Gives people, shared mailboxes and groups at the DESTINATION the names they had at the source, as X500 addresses.
  Replies to old mail then arrive. Nothing is taken away, and running it again changes nothing.

  1. Install-Module ExchangeOnlineManagement     (once)
  2. Connect-ExchangeOnline                      (as an Exchange administrator of the destination)
  3. .\\x500.ps1 -WhatIf                          (shows what it would do)
  4. .\\x500.ps1
#>
[CmdletBinding(SupportsShouldProcess)]
param()
`;

const work = `
$done = @{ added = 0; there = 0; missing = 0; failed = 0 }
foreach ($entry in $entries) {
  $recipient = Get-Recipient -Identity $entry.Address -ErrorAction SilentlyContinue
  if ($null -eq $recipient) {
    Write-Warning "Nobody here has the address $($entry.Address)."
    $done.missing++
    continue
  }
  if (@($recipient).Count -ne 1) {
    Write-Warning "More than one recipient fits $($entry.Address). Left as they are."
    $done.failed++
    continue
  }
  foreach ($name in $entry.Names) {
    $proxy = 'X500:' + $name
    if (@($recipient.EmailAddresses | ForEach-Object { [string]$_ }) -contains $proxy) {
      $done.there++
      continue
    }
    if (-not $PSCmdlet.ShouldProcess($entry.Address, "Add $proxy")) { continue }
    $change = @{ Identity = $recipient.Guid.ToString(); EmailAddresses = @{ Add = $proxy }; ErrorAction = 'Stop' }
    try {
      switch -Wildcard ([string]$recipient.RecipientTypeDetails) {
        'GroupMailbox' { Set-UnifiedGroup @change; break }
        'DynamicDistributionGroup' { Set-DynamicDistributionGroup @change; break }
        'Mail*Group' { Set-DistributionGroup @change; break }
        'RoomList' { Set-DistributionGroup @change; break }
        'MailContact' { Set-MailContact @change; break }
        '*MailUser' { Set-MailUser @change; break }
        default { Set-Mailbox @change }
      }
      $done.added++
    }
    catch {
      Write-Warning "$($entry.Address): $($_.Exception.Message)"
      $done.failed++
    }
  }
}
"$($done.added) names added, $($done.there) were there, $($done.missing) addresses nobody has, $($done.failed) failed."
`;

/** How an admin reads all names at the source, groups included, for "mapping import". */
export const readNamesScript = [
  'Connect-ExchangeOnline',
  '$all = @(Get-Mailbox -ResultSize Unlimited) + @(Get-DistributionGroup -ResultSize Unlimited) +',
  '  @(Get-DynamicDistributionGroup -ResultSize Unlimited) + @(Get-UnifiedGroup -ResultSize Unlimited)',
  "$all | Select-Object @{ n = 'source'; e = { $_.LegacyExchangeDN } }, @{ n = 'destination'; e = { $_.PrimarySmtpAddress } } |",
  '  Export-Csv names.csv -NoTypeInformation -Encoding utf8',
].join('\n');
