CREATE TABLE "intents" (
	"created_at" timestamp with time zone NOT NULL,
	"intended_at" timestamp with time zone NOT NULL,
	"mailbox_id" integer NOT NULL,
	"folder_id" integer NOT NULL,
	"pass_id" integer NOT NULL,
	"size" integer NOT NULL,
	"item_key" "bytea" NOT NULL,
	"search_key" "bytea",
	"source_change" "bytea" NOT NULL,
	"source_id" "bytea" NOT NULL,
	"destination_id" "bytea",
	"destination_change" "bytea",
	"item_type" text NOT NULL,
	"replaces" "bytea",
	CONSTRAINT "intents_mailbox_id_item_key_pk" PRIMARY KEY("mailbox_id","item_key")
);
--> statement-breakpoint
ALTER TABLE "items" RENAME TO "items_before";--> statement-breakpoint
ALTER TABLE "items_before" DROP CONSTRAINT "items_mailbox_id_item_key_pk";--> statement-breakpoint
DROP INDEX "items_unsettled";--> statement-breakpoint
DROP INDEX "items_failed";--> statement-breakpoint
DROP INDEX "items_remarked";--> statement-breakpoint
DROP INDEX "items_search_key";--> statement-breakpoint
CREATE TABLE "items" (
	"created_at" timestamp with time zone,
	"mailbox_id" integer NOT NULL,
	"folder_id" integer NOT NULL,
	"pass_id" integer NOT NULL,
	"size" integer NOT NULL,
	"gone" boolean DEFAULT false NOT NULL,
	"item_key" "bytea" NOT NULL,
	"search_key" "bytea",
	"source_change" "bytea" NOT NULL,
	"source_id" "bytea" NOT NULL,
	"destination_id" "bytea",
	"destination_change" "bytea",
	"outcome" text NOT NULL,
	"item_type" text NOT NULL,
	"cause" text,
	"replaces" "bytea",
	"superseded" jsonb,
	"subject" text,
	CONSTRAINT "items_mailbox_id_item_key_pk" PRIMARY KEY("mailbox_id","item_key")
);
--> statement-breakpoint
INSERT INTO "intents" ("created_at", "intended_at", "mailbox_id", "folder_id", "pass_id", "size", "item_key", "search_key", "source_change", "source_id", "destination_id", "destination_change", "item_type")
	SELECT "created_at", "intended_at", "mailbox_id", "folder_id", "pass_id", least("size", 2147483647), substring("item_key" from 1 for 11), "search_key",
		substring(sha256(convert_to("source_change", 'UTF8')) from 1 for 8), '\x00'::bytea || convert_to("source_id", 'UTF8'),
		'\x00'::bytea || convert_to("destination_id", 'UTF8'), '\x00'::bytea || convert_to("destination_change", 'UTF8'), "item_type"
	FROM "items_before" WHERE "outcome" = 'intended';--> statement-breakpoint
INSERT INTO "items" ("created_at", "mailbox_id", "folder_id", "pass_id", "size", "item_key", "search_key", "source_change", "source_id", "destination_id", "destination_change", "outcome", "item_type", "cause")
	SELECT CASE WHEN "cause" IS NULL THEN NULL ELSE "created_at" END, "mailbox_id", "folder_id", "pass_id", least("size", 2147483647), substring("item_key" from 1 for 11), "search_key",
		substring(sha256(convert_to("source_change", 'UTF8')) from 1 for 8), '\x00'::bytea || convert_to("source_id", 'UTF8'),
		'\x00'::bytea || convert_to("destination_id", 'UTF8'), '\x00'::bytea || convert_to("destination_change", 'UTF8'), "outcome", "item_type", "cause"
	FROM "items_before" WHERE "outcome" <> 'intended';--> statement-breakpoint
INSERT INTO "items" ("created_at", "mailbox_id", "folder_id", "pass_id", "size", "item_key", "search_key", "source_change", "source_id", "destination_id", "destination_change", "outcome", "item_type", "cause")
	SELECT NULL::timestamptz, "mailbox_id", "folder_id", "pass_id", least("size", 2147483647), substring("item_key" from 1 for 11), "search_key",
		substring(sha256(''::bytea) from 1 for 8), '\x00'::bytea || convert_to("source_id", 'UTF8'),
		'\x00'::bytea || convert_to("destination_id", 'UTF8'), '\x00'::bytea || convert_to("destination_change", 'UTF8'), 'copied', "item_type", NULL
	FROM "items_before" WHERE "outcome" = 'intended' AND "destination_id" IS NOT NULL;--> statement-breakpoint
DROP TABLE "items_before";--> statement-breakpoint
CREATE INDEX "items_failed" ON "items" USING btree ("mailbox_id","pass_id") WHERE "items"."outcome" in ('failed', 'skipped');--> statement-breakpoint
CREATE INDEX "items_remarked" ON "items" USING btree ("mailbox_id","pass_id") WHERE "items"."cause" is not null and "items"."outcome" in ('copied', 'updated');--> statement-breakpoint
CREATE INDEX "items_gone" ON "items" USING btree ("mailbox_id") WHERE "items"."gone";--> statement-breakpoint
CREATE INDEX "items_replacing" ON "items" USING btree ("mailbox_id") WHERE "items"."replaces" is not null;--> statement-breakpoint
CREATE INDEX "items_superseding" ON "items" USING btree ("mailbox_id") WHERE "items"."superseded" is not null;--> statement-breakpoint
CREATE INDEX "items_keyless" ON "items" USING btree ("mailbox_id") WHERE "items"."search_key" is null;--> statement-breakpoint
CREATE INDEX "items_search_key" ON "items" USING hash ("search_key");
