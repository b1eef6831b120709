ALTER TABLE "mailboxes" ADD COLUMN "wave" text;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "options" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "deleted" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "filtered" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "waited_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" RENAME COLUMN "progress_at" TO "heard_at";--> statement-breakpoint
UPDATE "passes" SET "plan" = '{"options":{},"filters":[]}'::jsonb || "plan";
