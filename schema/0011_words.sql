-- 0011_words.sql: the labels of choices and the names of places stand on many public pages; the
-- generator learns of a change through `change` (kinds 'dict' and 'region', item 0).

CREATE TRIGGER dict_added AFTER INSERT ON dict BEGIN
  INSERT INTO change VALUES('dict', 0, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER dict_changed AFTER UPDATE ON dict BEGIN
  INSERT INTO change VALUES('dict', 0, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER dict_removed AFTER DELETE ON dict BEGIN
  INSERT INTO change VALUES('dict', 0, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER region_added AFTER INSERT ON region BEGIN
  INSERT INTO change VALUES('region', 0, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER region_changed AFTER UPDATE ON region BEGIN
  INSERT INTO change VALUES('region', 0, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER region_removed AFTER DELETE ON region BEGIN
  INSERT INTO change VALUES('region', 0, (SELECT coalesce(max(seq), 0) + 1 FROM change))
    ON CONFLICT(kind, item_id) DO UPDATE SET seq = excluded.seq;
END;
