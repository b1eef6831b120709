DROP INDEX "items_search_key";--> statement-breakpoint
CREATE INDEX "items_search_key" ON "items" USING btree (substring(sha256(int4send("mailbox_id") || "search_key") from 1 for 4));