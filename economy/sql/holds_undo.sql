DROP FUNCTION economy_close_hold;
DROP FUNCTION economy_reserve;
