CREATE TABLE "address_pairs" (
	"project_id" integer NOT NULL,
	"source" text NOT NULL,
	"destination" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "address_pairs_project_id_source_pk" PRIMARY KEY("project_id","source")
);
--> statement-breakpoint
CREATE TABLE "legacy_names" (
	"project_id" integer NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"learnt_from" text NOT NULL,
	CONSTRAINT "legacy_names_project_id_name_pk" PRIMARY KEY("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "seen_addresses" (
	"mailbox_id" integer NOT NULL,
	"address" text NOT NULL,
	"items" integer NOT NULL,
	CONSTRAINT "seen_addresses_mailbox_id_address_pk" PRIMARY KEY("mailbox_id","address")
);
--> statement-breakpoint
CREATE TABLE "assessments" (
	"mailbox_id" integer PRIMARY KEY NOT NULL,
	"found" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meeting_reports" (
	"mailbox_id" integer PRIMARY KEY NOT NULL,
	"found" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setting_outcomes" (
	"mailbox_id" integer NOT NULL,
	"setting" text NOT NULL,
	"name" text NOT NULL,
	"outcome" text NOT NULL,
	"cause" text,
	"detail" text,
	"destination_id" text,
	"pass_id" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "setting_outcomes_mailbox_id_setting_name_pk" PRIMARY KEY("mailbox_id","setting","name")
);
--> statement-breakpoint
ALTER TABLE "folders" ADD COLUMN "in_archive" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD COLUMN "source_archive_id" text;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD COLUMN "destination_archive_id" text;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD COLUMN "purpose" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "addresses_mapped" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "addresses_kept" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "address_pairs" ADD CONSTRAINT "address_pairs_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "legacy_names" ADD CONSTRAINT "legacy_names_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seen_addresses" ADD CONSTRAINT "seen_addresses_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessments" ADD CONSTRAINT "assessments_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_reports" ADD CONSTRAINT "meeting_reports_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "setting_outcomes" ADD CONSTRAINT "setting_outcomes_mailbox_id_mailboxes_id_fk" FOREIGN KEY ("mailbox_id") REFERENCES "public"."mailboxes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "legacy_names_address" ON "legacy_names" USING btree ("project_id","address");