ALTER TABLE "conversations" ADD COLUMN "muted" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "passes" ADD COLUMN "approvals" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "approvers" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "workgroups" ADD COLUMN "member_role" text DEFAULT 'approver' NOT NULL;