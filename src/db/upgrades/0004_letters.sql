ALTER TABLE "intents" ALTER COLUMN "source_change" SET DATA TYPE bigint USING ('x' || encode("source_change", 'hex'))::bit(64)::bigint;--> statement-breakpoint
ALTER TABLE "intents" ALTER COLUMN "item_type" SET DATA TYPE "char" USING (CASE "item_type" WHEN 'mail' THEN 'm' WHEN 'calendar' THEN 'a' WHEN 'contact' THEN 'c' WHEN 'task' THEN 't' WHEN 'note' THEN 'n' WHEN 'journal' THEN 'j' WHEN 'post' THEN 'p' ELSE 'o' END)::"char";--> statement-breakpoint
ALTER TABLE "items" RENAME TO "items_before";--> statement-breakpoint
ALTER TABLE "items_before" DROP CONSTRAINT "items_mailbox_id_item_key_pk";--> statement-breakpoint
DROP INDEX "items_failed";--> statement-breakpoint
DROP INDEX "items_remarked";--> statement-breakpoint
DROP INDEX "items_gone";--> statement-breakpoint
DROP INDEX "items_replacing";--> statement-breakpoint
DROP INDEX "items_superseding";--> statement-breakpoint
DROP INDEX "items_keyless";--> statement-breakpoint
DROP INDEX "items_search_key";--> statement-breakpoint
CREATE TABLE "items" (
	"created_at" timestamp with time zone,
	"source_change" bigint NOT NULL,
	"mailbox_id" integer NOT NULL,
	"folder_id" integer NOT NULL,
	"pass_id" integer NOT NULL,
	"size" integer NOT NULL,
	"outcome" "char" NOT NULL,
	"item_type" "char" NOT NULL,
	"gone" boolean DEFAULT false NOT NULL,
	"item_key" "bytea" NOT NULL,
	"search_key" "bytea",
	"source_id" "bytea" NOT NULL,
	"destination_id" "bytea",
	"destination_change" "bytea",
	"cause" text,
	"replaces" "bytea",
	"superseded" jsonb,
	"subject" text,
	CONSTRAINT "items_mailbox_id_item_key_pk" PRIMARY KEY("mailbox_id","item_key")
);
--> statement-breakpoint
INSERT INTO "items" ("created_at", "source_change", "mailbox_id", "folder_id", "pass_id", "size", "outcome", "item_type", "gone", "item_key", "search_key", "source_id", "destination_id", "destination_change", "cause", "replaces", "superseded", "subject")
	SELECT "created_at", ('x' || encode("source_change", 'hex'))::bit(64)::bigint, "mailbox_id", "folder_id", "pass_id", "size",
		(CASE "outcome" WHEN 'copied' THEN 'c' WHEN 'updated' THEN 'u' WHEN 'unchanged' THEN 'n' WHEN 'skipped' THEN 's' ELSE 'f' END)::"char",
		(CASE "item_type" WHEN 'mail' THEN 'm' WHEN 'calendar' THEN 'a' WHEN 'contact' THEN 'c' WHEN 'task' THEN 't' WHEN 'note' THEN 'n' WHEN 'journal' THEN 'j' WHEN 'post' THEN 'p' ELSE 'o' END)::"char",
		"gone", "item_key", "search_key", "source_id", "destination_id", "destination_change", "cause", "replaces", "superseded", "subject"
	FROM "items_before";--> statement-breakpoint
DROP TABLE "items_before";--> statement-breakpoint
CREATE INDEX "items_failed" ON "items" USING btree ("mailbox_id","pass_id") WHERE "items"."outcome" in ('f', 's');--> statement-breakpoint
CREATE INDEX "items_remarked" ON "items" USING btree ("mailbox_id","pass_id") WHERE "items"."cause" is not null and "items"."outcome" in ('c', 'u');--> statement-breakpoint
CREATE INDEX "items_gone" ON "items" USING btree ("mailbox_id") WHERE "items"."gone";--> statement-breakpoint
CREATE INDEX "items_replacing" ON "items" USING btree ("mailbox_id") WHERE "items"."replaces" is not null;--> statement-breakpoint
CREATE INDEX "items_superseding" ON "items" USING btree ("mailbox_id") WHERE "items"."superseded" is not null;--> statement-breakpoint
CREATE INDEX "items_keyless" ON "items" USING btree ("mailbox_id") WHERE "items"."search_key" is null;--> statement-breakpoint
CREATE INDEX "items_search_key" ON "items" USING btree ("mailbox_id",substring(sha256("search_key") from 1 for 3));
