import { common } from './common.js';

/**
 * PATH OFFSET MOST: `SIZE COUNT PLACE` (the size is `-` where there is no such file), and so many bytes from the offset on. dd
 * finds the place without reading what stands before it, in busybox too.
 */
export const logScript = `
${common}
file=$1 offset=$2 size=- count=0
where
if [ -e "$file" ]; then
  size=$(stat -Lc %s "$file" 2>/dev/null) || size=$(wc -c <"$file") || refuse "$file can not be read."
  [ -r "$file" ] || refuse "$file can not be read."
  size=$((size))
  [ "$size" -le "$offset" ] || count=$((size-offset))
  [ "$count" -le "$3" ] || count=$3
fi
begin "$size" "$count" "$place"
[ "$count" = 0 ] || dd if="$file" bs=65536 skip=$((offset/65536)) count=$((count/65536+2)) 2>/dev/null | tail -c +$((offset%65536+1)) | head -c "$count"
`;
