/** The script that makes a shell ask `kubectl-backup __complete` (Cobra's protocol: candidates, then `:directive`). */
export function completionScript(shell: 'bash' | 'zsh' | 'fish'): string {
  return scripts[shell];
}

const bash = `# bash completion for kubectl-backup
_kubectl_backup() {
  local out directive IFS=$'\\n'
  out=$(kubectl-backup __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
  directive=\${out##*:}
  out=\${out%:*}
  COMPREPLY=($(compgen -W "$(printf '%s' "$out" | cut -f1)" -- "\${COMP_WORDS[COMP_CWORD]}"))
  (( directive & 4 )) || compopt -o default
}
complete -F _kubectl_backup kubectl-backup
`;

const zsh = `#compdef kubectl-backup
_kubectl_backup() {
  local out directive line
  local -a candidates
  out=$(kubectl-backup __complete "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null) || return
  for line in "\${(@f)out}"; do
    case $line in
      :*) directive=\${line#:} ;;
      *) candidates+=("\${\${line//:/\\\\:}/$'\\t'/:}") ;;
    esac
  done
  _describe 'kubectl backup' candidates
  (( directive & 4 )) || _files
}
compdef _kubectl_backup kubectl-backup
`;

const fish = `# fish completion for kubectl-backup
function __kubectl_backup_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (kubectl-backup __complete $words[2..-1] 2>/dev/null)
        string match -q -- ':*' $line; or echo $line
    end
end
complete -c kubectl-backup -f -a '(__kubectl_backup_complete)'
`;

const scripts = { bash, zsh, fish };
