-- Sixteen zeros are nobody's key, sixteen times ff the smallest of none.
key -> key NOT IN (toFixedString('', 16), unhex('ffffffffffffffffffffffffffffffff')) AS said
