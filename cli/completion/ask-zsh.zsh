# What zsh would complete a line to, for tests: zsh -f ask-zsh.zsh <script> <line>. The line is typed into another zsh, and Tab after it.

if [[ $1 == listen ]]; then
  PROMPT= RPROMPT=
  autoload -Uz compinit && compinit -u -D
  source $2
  # All that completes goes through here.
  compadd() {
    if [[ ${(j: :)@[1,(i)-(|-)]} != *-[OAD]\ * ]]; then
      local -a offered
      builtin compadd -A offered "$@"
      (( $#offered )) && print -r -- $'\n'"offered:"${^offered}
    fi
    builtin compadd "$@"
  }
  finish() { print -r -- $'\n'all-offered }
  comppostfuncs=(finish)
  bindkey '^I' complete-word
  print -r -- ready:
  return
fi

zmodload zsh/zpty
zpty listener zsh -f -i
zpty -w listener "source ${(q)0:A} listen ${(q)1}"
zpty -r listener said '*ready:*'
zpty -w -n listener "$2"$'\t'
zpty -r listener said '*all-offered*'
zpty -d listener
print -rl -- ${(M)${(f)said}:#offered:*}
