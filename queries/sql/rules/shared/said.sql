-- Sixteen zeros are nobody's key.
key -> key != toFixedString('', 16) AS said
