import File from '@lucide/svelte/icons/file';
import FileImage from '@lucide/svelte/icons/file-image';
import FileSpreadsheet from '@lucide/svelte/icons/file-spreadsheet';
import FileText from '@lucide/svelte/icons/file-text';
import FileVideo from '@lucide/svelte/icons/file-video-camera';
import Presentation from '@lucide/svelte/icons/presentation';
import type { EntryPaper } from '../../api/papers';
import type { Icon } from '../../ui/Icon';

/** Endings of what is taken, as a chooser of files wants them. The service decides by content. */
export const TAKEN = '.pdf,.docx,.xlsx,.pptx,.odt,.jpg,.jpeg,.png,.txt,.webm';

export const isPicture = ({ kind }: EntryPaper): boolean => kind === 'jpeg' || kind === 'png';

export const markOf: Record<EntryPaper['kind'], Icon> = {
  pdf: FileText,
  docx: FileText,
  odt: FileText,
  text: File,
  xlsx: FileSpreadsheet,
  pptx: Presentation,
  jpeg: FileImage,
  png: FileImage,
  webm: FileVideo,
};
