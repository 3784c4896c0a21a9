# Completion of lifespan, also behind npx. To have it: source <(npx lifespan completion zsh)

# What may stand at a place.
_lifespan_at() {
  kind=words offered=()
  case $1 in
    PLACES
    *) return 1 ;;
  esac
}

_lifespan() {
  local kind word place=lifespan option= first= current=${words[CURRENT]}
  local -i count=0 i=1
  local -a offered
  while [[ ${words[i]:t} != lifespan ]]; do
    (( ++i < CURRENT )) || { compadd lifespan; return }
  done
  for (( i++; i < CURRENT; i++ )); do
    word=${words[i]}
    if [[ -n $option ]]; then option=
    elif [[ $word == -* ]]; then _lifespan_at "$place $word" && option=$word
    elif (( count == 0 )) && _lifespan_at "$place $word -"; then place="$place $word"
    elif (( count++ == 0 )); then first=$word
    fi
  done
  if [[ -z $option && $current == --*=* ]]; then
    option=${current%%=*}
    compset -P '*='
  fi
  if [[ -n $option ]]; then _lifespan_at "$place $option"
  elif [[ $current == -* ]]; then _lifespan_at "$place -"
  elif (( count == 0 )); then _lifespan_at "$place 1"
  else _lifespan_at "$place 2 $first" || _lifespan_at "$place 2"
  fi || return
  case $kind in
    files) _files ;;
    directories) _files -/ ;;
    words)
      compset -P '*,'
      if [[ ${offered[1]} == *=(:*|) ]]; then _describe lifespan offered -S ''
      else _describe lifespan offered
      fi
      ;;
  esac
}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _lifespan lifespan
(( $+_comps[npx] )) || compdef _lifespan npx
