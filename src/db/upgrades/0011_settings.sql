ALTER TABLE "runs" ADD COLUMN "settings" jsonb;--> statement-breakpoint
ALTER TABLE "setting_outcomes" ADD COLUMN "source_id" text;--> statement-breakpoint
ALTER TABLE "setting_outcomes" ADD COLUMN "source_mark" text;--> statement-breakpoint
ALTER TABLE "setting_outcomes" ADD COLUMN "destination_mark" text;